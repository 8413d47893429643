{{/*
What may go to a backend, and for how long. `root`, `name`, `route`, its `rules`, path of readiness `ready`; `streams`: without a
limit of time, and uncounted unless `counted`; `reads`: may be sent again; `body`: how large; `claims`: limits by what the token says; `perAddress`: requests a second.
*/}}
{{- define "edge.traffic" -}}
{{- $limits := .root.Values.limits -}}
{{- $timeouts := .root.Values.timeouts -}}
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: BackendTrafficPolicy
metadata:
{{ include "edge.metadata" (list .root .name) | indent 2 }}
spec:
  targetRefs:
    {{- $route := .route }}
    {{- range .rules }}
{{ include "edge.target" (list $route .) | indent 4 }}
    {{- end }}
  timeout:
    tcp:
      connectTimeout: 5s
    http:
      {{- if .streams }}
      requestTimeout: 0s
      maxStreamDuration: 0s
      streamIdleTimeout: {{ $timeouts.streamIdle }}
      {{- else }}
      requestTimeout: {{ $timeouts.unary }}
      {{- end }}
  retry:
    # What has not reached a backend may be sent to another one; what it may have done, is not repeated.
    numRetries: 2
    retryOn:
      triggers:
        - connect-failure
        - refused-stream
        {{- if .reads }}
        - reset
        - retriable-status-codes
      httpStatusCodes: [502, 503]
        {{- end }}
  circuitBreaker:
    {{- if .streams }}
    maxConnections: {{ $limits.streams }}
    maxParallelRequests: {{ $limits.streams }}
    maxPendingRequests: {{ $limits.requests }}
    {{- else }}
    maxConnections: {{ $limits.requests }}
    maxParallelRequests: {{ $limits.requests }}
    maxPendingRequests: {{ $limits.requests }}
    {{- end }}
    maxParallelRetries: 64
  healthCheck:
    active:
      type: HTTP
      timeout: 1s
      interval: 10s
      unhealthyThreshold: 2
      healthyThreshold: 2
      http:
        path: {{ .ready }}
        expectedStatuses: [200]
    passive:
      consecutive5XxErrors: 5
      interval: 30s
      baseEjectionTime: 30s
      maxEjectionPercent: 50
  {{- if .rpcs }}
{{ include "edge.refusals" .root | indent 2 }}
  {{- end }}
  {{- with .body }}
  requestBuffer:
    limit: {{ . }}
  {{- end }}
  rateLimit:
    local:
      rules:
        - clientSelectors:
            - sourceCIDR: { type: Distinct, value: 0.0.0.0/0 }
          limit: { requests: {{ .perAddress | default $limits.perAddress }}, unit: Second }
        - clientSelectors:
            - sourceCIDR: { type: Distinct, value: "::/0" }
          limit: { requests: {{ .perAddress | default $limits.perAddress }}, unit: Second }
        {{- if and .claims (or .counted (not .streams)) }}
        - clientSelectors:
            - headers: [{ type: Distinct, name: x-ameide-edge-tenant }]
          limit: { requests: {{ $limits.perTenant }}, unit: Second }
        - clientSelectors:
            - headers: [{ type: Distinct, name: x-ameide-edge-user }]
          limit: { requests: {{ $limits.perUser }}, unit: Second }
        {{- end }}
{{- end }}

{{/*
Answers of Envoy's own as JSON of Connect; those to gRPC have the status 200, and say it in grpc-status already. An answer that is
replaced has lost its headers: it gets those for browsers again, those of CORS for the page that they were for.
*/}}
{{- define "edge.refusals" -}}
{{- $root := . -}}
responseOverride:
{{- range $refusal := list
    (list 401 "unauthenticated" "The token is missing, is none of this platform, or has expired.")
    (list 403 "permission_denied" "The token is not for this platform.")
    (list 413 "resource_exhausted" "The request is too large.")
    (list 429 "resource_exhausted" "Too many requests: try again in a second.") }}
{{- range $origin := append (include "edge.origins" $root | fromYamlArray) "" }}
  - source: Local
    match:
      statusCodes:
        - type: Value
          value: {{ index $refusal 0 }}
      {{- with $origin }}
      responseHeaders:
        - name: access-control-allow-origin
          value: { type: Exact, value: {{ quote . }} }
      {{- end }}
    response:
      contentType: application/json
      body:
        type: Inline
        inline: {{ dict "code" (index $refusal 1) "message" (index $refusal 2) | toJson | squote }}
      header:
        set:
          {{- with include "edge.transportHeaders" $root }}
{{ . | indent 10 }}
          {{- end }}
{{ include "edge.pageHeaders" $root | indent 10 }}
          {{- if eq (index $refusal 0) 401 }}
          - name: WWW-Authenticate
            value: Bearer
          {{- end }}
          - name: Vary
            value: Origin
          {{- with $origin }}
          - name: Access-Control-Allow-Origin
            value: {{ quote . }}
          - name: Access-Control-Allow-Credentials
            value: "true"
          {{- end }}
{{- end }}
{{- end }}
{{- end }}
