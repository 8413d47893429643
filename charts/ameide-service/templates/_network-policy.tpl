{{/* Who may call a service and whom it may call, by declaration; everything else is refused. */}}
{{- define "ameide-service.network-policy" -}}
{{- if .Values.networkPolicy.enabled -}}
{{- $facts := include "ameide-service.facts" . | fromYaml -}}
{{- $policy := .Values.networkPolicy -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ .Chart.Name }}
  labels: {{- include "ameide-service.labels" . | nindent 4 }}
spec:
  podSelector:
    matchLabels: {{- include "ameide-service.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    - ports:
        - port: http
      from:
        # The test of its own chart.
        - podSelector:
            matchLabels:
              app.kubernetes.io/name: {{ .Chart.Name }}
              app.kubernetes.io/component: test
        {{- range $facts.callers }}
        {{- include "ameide-service.peer" (dict "name" . "component" "service") | nindent 8 }}
        {{- end }}
        {{- if $facts.agents.calledBy }}
        # Registered agents, which run as the service agent-runtime does: of the product, here and in namespaces of tenants.
        {{- include "ameide-service.peer" (dict "component" "agent") | nindent 8 }}
          namespaceSelector:
            matchLabels:
              ameide.io/code: product
              ameide.io/environment: {{ include "ameide.lane" . }}
        {{- include "ameide-service.peer" (dict "component" "agent") | nindent 8 }}
        {{- end }}
        {{- if $facts.edge }}
        {{- include "ameide-service.namespace-peer" $policy.edgeNamespace | nindent 8 }}
        {{- end }}
        {{- if $facts.calledByOperators }}
        {{- include "ameide-service.namespace-peer" $policy.operatorsNamespace | nindent 8 }}
        {{- end }}
    - ports:
        - port: metrics
      from:
        {{- include "ameide-service.namespace-peer" $policy.monitoringNamespace | nindent 8 }}
    {{- if .Values.debug.enabled }}
    - ports:
        - port: debug
    {{- end }}
    {{- with $policy.from }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  egress:
    {{- include "ameide-service.dns-rule" . | nindent 4 }}
    {{- range $facts.calls }}
    - ports:
        - port: {{ .port }}
      to: {{- include "ameide-service.peer" (dict "name" .service "component" "service") | nindent 8 }}
    {{- end }}
    {{- if $facts.agents.call }}
    # Registered agents, also those of tenants.
    - to:
        - namespaceSelector: {}
          podSelector:
            matchLabels:
              app.kubernetes.io/part-of: ameide
              app.kubernetes.io/component: agent
    {{- end }}
    {{- range $facts.reaches }}
    {{- include "ameide-service.part-rule" (list $ .) | nindent 4 }}
    {{- end }}
    {{- with $policy.to }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end -}}
{{- end }}

{{/* Pods of the product in this namespace. */}}
{{- define "ameide-service.peer" -}}
- podSelector:
    matchLabels:
      {{- with .name }}
      app.kubernetes.io/name: {{ . }}
      {{- end }}
      app.kubernetes.io/component: {{ .component }}
      app.kubernetes.io/part-of: ameide
{{- end }}

{{- define "ameide-service.namespace-peer" -}}
- namespaceSelector:
    matchLabels:
      kubernetes.io/metadata.name: {{ . }}
{{- end }}

{{- define "ameide-service.dns-rule" -}}
- ports:
    - port: 53
      protocol: UDP
    - port: 53
      protocol: TCP
  to: {{- include "ameide-service.namespace-peer" "kube-system" | nindent 4 }}
{{- end }}

{{/* Out to a part of the infrastructure. A list: the context, the part. */}}
{{- define "ameide-service.part-rule" -}}
{{- $root := index . 0 -}}
{{- $part := index . 1 -}}
{{- $ports := dict "postgres" 5432 "redis" 6379 "kafka" 9092 "identity" 8080 "objects" 7070 "telemetry" 4318 -}}
{{- with get $ports $part -}}
- ports:
    - port: {{ . }}
  to: {{- include "ameide-service.namespace-peer" (include "ameide.infrastructure-namespace" $root) | nindent 4 }}
{{- end }}
{{- if or (has $part (list "models" "objects")) (and (eq $part "identity") (not (dig "oidc" "internalUrl" "" $root.Values.global))) }}
# Outside of the cluster.
- ports:
    - port: 443
{{- end }}
{{- end }}
