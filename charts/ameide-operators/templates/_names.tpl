{{/* The rights of every operator and the variables of their processes, generated from the operators’ definitions. */}}
{{- define "ameide-operators.definitions" -}}
{{- .Files.Get "files/operators.yaml" -}}
{{- end -}}

{{/* The names of those that run, as YAML, sorted. */}}
{{- define "ameide-operators.running" -}}
{{- $known := keys (include "ameide-operators.definitions" . | fromYaml).operators | sortAlpha -}}
{{- range .Values.operators }}
{{- if not (has . $known) }}{{ fail (printf "operators: %s is none of %s" . (join ", " $known)) }}{{ end }}
{{- end }}
{{- .Values.operators | default $known | sortAlpha | toJson -}}
{{- end -}}

{{/*
The processes that run, as YAML: `deployable` names Deployment and Service, `account` the ServiceAccount and what belongs to
it, `lease` what its replicas compete for. One operator by itself has its own lease, however it came to be alone.
*/}}
{{- define "ameide-operators.processes" -}}
{{- $running := include "ameide-operators.running" . | fromJsonArray -}}
{{- if eq .Values.mode "all" -}}
- deployable: operators
  account: ameide-operators
  lease: {{ if eq (len $running) 1 }}ameide-{{ first $running }}-operator{{ else }}ameide-operators{{ end }}
  operators: {{ toJson $running }}
  image: {{ include "ameide-operators.image" .Values.image }}
{{- else -}}
{{- range $running }}
- deployable: {{ . }}-operator
  account: ameide-{{ . }}-operator
  lease: ameide-{{ . }}-operator
  operators: [{{ . }}]
  image: {{ include "ameide-operators.image" (get $.Values.images (printf "%s-operator" .) | default $.Values.image) }}
{{- end }}
{{- end -}}
{{- end -}}

{{- define "ameide-operators.image" -}}
{{ required "image.graph: name the repository of the operators’ image" .graph }}@{{ required "image.digest: name the image by its digest" .digest }}
{{- end -}}

{{- define "ameide-operators.labels" -}}
app.kubernetes.io/name: {{ .deployable }}
app.kubernetes.io/component: operator
app.kubernetes.io/part-of: ameide
{{- end -}}

{{- define "ameide-operators.monitoringNamespace" -}}
{{ .Values.monitoringNamespace | default .Values.global.infrastructure.namespace }}
{{- end -}}
