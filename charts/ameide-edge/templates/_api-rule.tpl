{{/* A rule of the API's route: `root`, `rpcs` of one deployable, `name`, `paths`, `type` of the match, and whether they are `streams`. */}}
{{- define "edge.apiRule" -}}
- name: {{ .name }}
  matches:
    {{- $type := .type }}
    {{- range .paths }}
    - path: { type: {{ $type }}, value: {{ . }} }
    {{- end }}
  {{- if .streams }}
  timeouts:
    request: 0s
  {{- end }}
  filters:
{{ include "edge.forwarded" (list .root "api") | indent 4 }}
  backendRefs:
{{ include "edge.backend" (dict "service" .rpcs.deployable "port" .rpcs.port) | indent 4 }}
{{- end }}
