{{/* What the service says about itself; written by `pnpm generate:charts`. */}}
{{- define "ameide-service.facts" -}}
{{ .Files.Get "declaration.yaml" }}
{{- end }}

{{/* The labels by which the pods of a service are found. They never change: selectors cannot. */}}
{{- define "ameide-service.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/component: service
{{- end }}

{{- define "ameide-service.labels" -}}
{{ include "ameide-service.selector" . }}
{{ include "ameide-service.common-labels" . }}
{{- end }}

{{- define "ameide-service.common-labels" -}}
app.kubernetes.io/part-of: ameide
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{/* The labels of what does something for a service beside it: migrates, tests. A list: the context, what it is. */}}
{{- define "ameide-service.task-labels" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: {{ $root.Chart.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{ include "ameide-service.common-labels" $root }}
{{- end }}

{{/* repository@digest; never a tag. */}}
{{- define "ameide-service.image" -}}
{{- $graph := required "image.graph is required" .Values.image.graph -}}
{{- $digest := required "image.digest is required" .Values.image.digest -}}
{{- printf "%s@%s" $graph $digest -}}
{{- end }}

{{/* How many replicas there are, or are at the beginning. */}}
{{- define "ameide-service.replicas" -}}
{{- if eq (include "ameide.lane" .) "local" -}}1{{- else -}}{{ .Values.replicas.min }}{{- end -}}
{{- end }}

{{/* Empty when their number stays as it is. */}}
{{- define "ameide-service.is-scaled" -}}
{{- if and .Values.autoscaling.enabled (ne (include "ameide.lane" .) "local") -}}true{{- end -}}
{{- end }}
