{{/*
What every Application has: an Application that goes leaves what it made, replicas belong to autoscalers, and big objects are applied
by the server. Called with the revision, the repository, the chart's folder, the release and its values files.
*/}}
{{- define "argocd.spec" -}}
project: {{ .project }}
sources:
  - repoURL: {{ .repository | quote }}
    targetRevision: {{ .revision | quote }}
    path: {{ .chart | quote }}
    helm:
      releaseName: {{ .release | quote }}
      ignoreMissingValueFiles: false
      {{- $files := list }}
      {{- range .files }}{{ $files = append $files (printf "$values/gitops/%s" .) }}{{ end }}
      valueFiles: {{- toYaml $files | nindent 8 }}
      {{- with .values }}
      valuesObject: {{- toYaml . | nindent 8 }}
      {{- end }}
  - repoURL: {{ .repository | quote }}
    targetRevision: {{ .revision | quote }}
    ref: values
destination:
  server: https://kubernetes.default.svc
  namespace: {{ .namespace | quote }}
syncPolicy:
  automated: {prune: true, selfHeal: true}
  syncOptions: [ServerSideApply=true, RespectIgnoreDifferences=true, PruneLast=true]
  retry: {limit: 5, backoff: {duration: 10s, factor: 2, maxDuration: 3m}}
ignoreDifferences:
  - group: apps
    kind: Deployment
    jsonPointers: [/spec/replicas]
{{- end }}
