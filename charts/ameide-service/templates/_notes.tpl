{{/* What to do next. */}}
{{- define "ameide-service.notes" -}}
{{ .Chart.Name }} runs {{ include "ameide-service.image" . }} in the lane {{ include "ameide.lane" . }}.

  kubectl rollout status deployment/{{ .Chart.Name }} --namespace={{ .Release.Namespace }}
  helm test {{ .Release.Name }} --namespace={{ .Release.Namespace }}
  helm history {{ .Release.Name }} --namespace={{ .Release.Namespace }}    # helm rollback {{ .Release.Name }} <revision> goes back to one
{{- end }}
