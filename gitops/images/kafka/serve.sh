# Starts a broker that is its own controller (KRaft) with the settings in $1. Its folder is formatted once.
set -eu
java="java ${JAVA_OPTIONS:-} -cp /opt/kafka/*"
$java kafka.tools.StorageTool format --ignore-formatted --cluster-id "$CLUSTER_ID" --config "$1"
exec $java kafka.Kafka "$1"
