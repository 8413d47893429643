{{/* The variables of a service that are not secret, as the data of a ConfigMap. */}}
{{- define "ameide-service.environment" -}}
{{- $facts := include "ameide-service.facts" . | fromYaml -}}
{{- $knows := $facts.variables -}}
{{- $global := .Values.global -}}
{{- $env := dict "PORT" $facts.ports.rpc "METRICS_PORT" $facts.ports.metrics -}}
{{- range $facts.calls -}}
{{- if .variable -}}
{{- $_ := set $env .variable (include "ameide-service.address" (list $ .)) -}}
{{- end -}}
{{- end -}}
{{- if has "UPSTREAMS" $knows -}}
{{- $upstreams := dict -}}
{{- range $service := $facts.handsOn -}}
{{- range .packages -}}
{{- $_ := set $upstreams . (include "ameide-service.address" (list $ $service)) -}}
{{- end -}}
{{- end -}}
{{- $_ := set $env "UPSTREAMS" (toJson $upstreams) -}}
{{- end -}}
{{- if has "PUBLIC_URL" $knows -}}
{{- $_ := set $env "PUBLIC_URL" (include "ameide.platformUrl" .) -}}
{{- end -}}
{{- $from := dict
  "KAFKA_BROKERS" (dig "kafka" "brokers" "" $global)
  "REDIS_URL" (dig "redis" "url" "" $global)
  "OTEL_EXPORTER_OTLP_ENDPOINT" (dig "otel" "endpoint" "" $global)
  "OIDC_CLIENT_ID" (dig "oidc" "clientId" "" $global)
  "OIDC_INTERNAL_URL" (dig "oidc" "internalUrl" "" $global)
  "OIDC_ISSUER" (include "ameide.issuer" .)
  "OIDC_AUDIENCE" (include "ameide.audience" .) -}}
{{- range $name, $value := $from -}}
{{- if and $value (has $name $knows) -}}
{{- $_ := set $env $name $value -}}
{{- end -}}
{{- end -}}
{{- if $from.OIDC_INTERNAL_URL -}}
{{- $_ := set $env "OIDC_ISSUERS" (include "ameide-service.issuers" .) -}}
{{- end -}}
{{- if not (has "kafka" $facts.reaches) -}}
{{- $_ := unset $env "KAFKA_BROKERS" -}}
{{- end -}}
{{- if .Values.debug.enabled -}}
{{- $_ := set $env "NODE_OPTIONS" (printf "--inspect=0.0.0.0:%d" (int .Values.debug.port)) -}}
{{- end -}}
{{- range $name, $value := merge (dict) .Values.env $env }}
{{ $name }}: {{ $value | toString | quote }}
{{- end }}
{{- end }}

{{/* Where another service of the product is. A list: the context, what the declaration says of that service. */}}
{{- define "ameide-service.address" -}}
{{- $called := index . 1 -}}
{{- printf "http://%s.%s.svc.cluster.local:%d" $called.service (index . 0).Release.Namespace (int $called.port) -}}
{{- end }}

{{/* The issuer as it calls itself, and where its keys are inside the cluster. */}}
{{- define "ameide-service.issuers" -}}
{{- $issuer := include "ameide.issuer" . -}}
{{- $keys := printf "%s/protocol/openid-connect/certs" (trimSuffix "/" .Values.global.oidc.internalUrl) -}}
{{- list (dict "issuer" $issuer "audience" (include "ameide.audience" .) "tenants" "*" "jwksUri" $keys) | toJson -}}
{{- end }}

{{/* The secret variables of a service, and those that only the pod knows. */}}
{{- define "ameide-service.secret-environment" -}}
{{- $facts := include "ameide-service.facts" . | fromYaml -}}
{{- $secrets := dict -}}
{{- if $facts.databaseRole -}}
{{- $_ := set $secrets "DATABASE_URL" (dict "secret" (include "ameide-service.database-secret" .) "key" "url") -}}
{{- end -}}
{{- if has "INTERNAL_SECRET" $facts.variables -}}
{{- $_ := set $secrets "INTERNAL_SECRET" (dict "secret" "ameide-internal" "key" "secret") -}}
{{- end -}}
{{- range $variable, $from := merge $secrets $facts.secrets }}
- name: {{ $variable }}
  valueFrom:
    secretKeyRef:
      name: {{ $from.secret }}
      key: {{ $from.key }}
      {{- if $from.optional }}
      optional: true
      {{- end }}
{{- end }}
{{- if has "HOST_NAME" $facts.variables }}
- name: HOST_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
{{- end }}
{{- end }}

{{- define "ameide-service.database-secret" -}}
ameide-db-{{ .Chart.Name }}
{{- end }}

{{- define "ameide-service.configmap" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Chart.Name }}
  labels: {{- include "ameide-service.labels" . | nindent 4 }}
data: {{- include "ameide-service.environment" . | trim | nindent 2 }}
{{- end }}
