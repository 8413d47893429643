# Starts a broker that is its own controller (KRaft) with the settings in $1. Its folder is formatted once.
set -eu
java() { command java ${JAVA_OPTIONS:-} -cp "/opt/kafka/*" "$@"; }
java kafka.tools.StorageTool format --ignore-formatted --cluster-id "$CLUSTER_ID" --config "$1"
exec java ${JAVA_OPTIONS:-} -cp "/opt/kafka/*" kafka.Kafka "$1"
