{{/* What leads from the edge to a service. Streams have no time-out: they end when who reads them goes, or the token does. */}}
{{- define "ameide-service.http-route" -}}
{{- $facts := include "ameide-service.facts" . | fromYaml -}}
{{- if and $facts.edge .Values.httproute.enabled -}}
{{- $route := .Values.httproute -}}
{{- $gateway := .Values.global.gatewayRef | default dict -}}
{{- $elsewhere := and $route.namespace (ne $route.namespace .Release.Namespace) -}}
{{- $backend := dict "name" (default .Chart.Name $route.service.name) "port" (int (default $facts.ports.rpc $route.service.port)) -}}
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: {{ .Chart.Name }}
  namespace: {{ default .Release.Namespace $route.namespace }}
  labels: {{- include "ameide-service.labels" . | nindent 4 }}
spec:
  parentRefs:
    - name: {{ required "global.gatewayRef.name or httproute.gateway.name is required" (default $gateway.name $route.gateway.name) }}
      namespace: {{ default .Release.Namespace (default $gateway.namespace $route.gateway.namespace) }}
      {{- with $route.gateway.sectionName }}
      sectionName: {{ . }}
      {{- end }}
  hostnames: {{- include "ameide-service.hostnames" (list . $facts.edge.host) | trim | nindent 4 }}
  rules:
    {{- with $route.rules }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
    {{- range $facts.edge.rules }}
    - name: {{ .name }}
      matches:
        {{- range .exact }}
        - path:
            type: Exact
            value: {{ . }}
        {{- end }}
        {{- range .prefixes }}
        - path:
            type: PathPrefix
            value: {{ . }}
        {{- end }}
      {{- with $route.filters }}
      filters: {{- toYaml . | nindent 8 }}
      {{- end }}
      timeouts:
        request: {{ eq .timeout "unary" | ternary $route.timeouts.unary $route.timeouts.stream }}
      backendRefs:
        - name: {{ $backend.name }}
          {{- if $elsewhere }}
          namespace: {{ $.Release.Namespace }}
          {{- end }}
          port: {{ $backend.port }}
    {{- end }}
{{- if $elsewhere }}
---
# A route of another namespace may lead here.
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata:
  name: {{ .Chart.Name }}
  labels: {{- include "ameide-service.labels" . | nindent 4 }}
spec:
  from:
    - group: gateway.networking.k8s.io
      kind: HTTPRoute
      namespace: {{ $route.namespace }}
  to:
    - group: ""
      kind: Service
      name: {{ $backend.name }}
{{- end }}
{{- end -}}
{{- end }}

{{- define "ameide-service.hostnames" -}}
{{- $root := index . 0 -}}
{{- $route := $root.Values.httproute -}}
{{- $own := list (printf "%s.%s" (index . 1) (include "ameide.domain" $root)) -}}
{{- $names := concat (ternary (list $route.hostname) (list) (ne $route.hostname "")) $route.hostnames -}}
{{- toYaml (empty $names | ternary $own $names) -}}
{{- end }}
