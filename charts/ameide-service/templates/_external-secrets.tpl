{{/*
The Secrets that only this service has, from a store outside of the cluster. They are there before the migration is, which
needs one of them, so they are hooks; the Secrets stay when the next version replaces these.
*/}}
{{- define "ameide-service.external-secrets" -}}
{{- if .Values.externalSecrets.enabled -}}
{{- $facts := include "ameide-service.facts" . | fromYaml -}}
{{- $keys := dict -}}
{{- if $facts.databaseRole -}}
{{- $_ := set $keys (include "ameide-service.database-secret" .) (list "url") -}}
{{- end -}}
{{- range $facts.secrets -}}
{{- if not (or .shared .optional) -}}
{{- $_ := set $keys .secret (append (get $keys .secret | default list) .key) -}}
{{- end -}}
{{- end -}}
{{- range $name, $properties := $keys }}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: {{ $name }}
  labels: {{- include "ameide-service.labels" $ | nindent 4 }}
  annotations:
    helm.sh/hook: pre-install,pre-upgrade
    helm.sh/hook-weight: "-10"
    helm.sh/hook-delete-policy: before-hook-creation
spec:
  refreshInterval: {{ $.Values.externalSecrets.refreshInterval }}
  secretStoreRef:
    kind: {{ $.Values.externalSecrets.store.kind }}
    name: {{ $.Values.externalSecrets.store.name }}
  target:
    name: {{ $name }}
    creationPolicy: Orphan
    deletionPolicy: Retain
  data:
    {{- range $properties | uniq | sortAlpha }}
    - secretKey: {{ . }}
      remoteRef:
        key: {{ printf "%s%s-%s" $.Values.externalSecrets.prefix $name . }}
    {{- end }}
{{- end }}
{{- end -}}
{{- end }}
