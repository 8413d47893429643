{{/* Everything that a service is made of. */}}
{{- define "ameide-service.all" -}}
{{- include "ameide-service.checks" . -}}
{{- range $part := list "configmap" "serviceaccount" "service" "deployment" "disruption-budget" "autoscaler" "network-policy" "http-route" "service-monitor" "external-secrets" "migration" "test" }}
{{- $text := include (printf "ameide-service.%s" $part) $ | trim }}
{{- if $text }}
---
{{ $text }}
{{- end }}
{{- end }}
{{- end }}

{{/* What a schema cannot say. */}}
{{- define "ameide-service.checks" -}}
{{- $facts := include "ameide-service.facts" . | fromYaml -}}
{{- $lane := include "ameide.lane" . -}}
{{- if and .Values.debug.enabled (ne $lane "local") -}}
{{- fail "debug.enabled: ports for debugging are for the lane local only" -}}
{{- end -}}
{{- if and $facts.needsKafka (not (dig "kafka" "brokers" "" .Values.global)) -}}
{{- fail (printf "global.kafka.brokers is required: %s follows the events of other services" $facts.name) -}}
{{- end -}}
{{- $replicas := include "ameide-service.replicas" . | int -}}
{{- if and (has "redis" $facts.reaches) (gt $replicas 1) (not (dig "redis" "url" "" .Values.global)) -}}
{{- fail (printf "global.redis.url is required: %d replicas of %s share what is kept there" $replicas $facts.name) -}}
{{- end -}}
{{- end }}
