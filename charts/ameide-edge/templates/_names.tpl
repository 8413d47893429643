{{/* Where browsers find a host: `include "edge.url" (list . "platform")`; the apex with "". */}}
{{- define "edge.url" -}}
{{- $root := index . 0 -}}
https://{{ include "edge.host" . }}{{ if ne (int $root.Values.global.publicPort) 443 }}:{{ $root.Values.global.publicPort }}{{ end }}
{{- end }}

{{- define "edge.host" -}}
{{- $root := index . 0 -}}{{- $name := index . 1 -}}
{{ if $name }}{{ $name }}.{{ end }}{{ $root.Values.global.domain }}
{{- end }}

{{/* Of pages that may call the API. */}}
{{- define "edge.origins" -}}
{{- $root := . -}}
{{- range list "" "www" "platform" }}
- {{ include "edge.url" (list $root .) }}
{{- end }}
{{- end }}

{{- define "edge.issuer" -}}
{{ .Values.global.oidc.issuer | default (printf "%s/realms/ameide" (include "edge.url" (list . "auth"))) }}
{{- end }}

{{- define "edge.jwks" -}}
{{ .Values.global.oidc.internalUrl }}/protocol/openid-connect/certs
{{- end }}

{{- define "edge.labels" -}}
app.kubernetes.io/name: ameide-edge
app.kubernetes.io/part-of: ameide
app.kubernetes.io/managed-by: {{ .Release.Service }}
ameide.io/lane: {{ .Values.global.lane }}
{{- end }}

{{/* metadata of an object of the lane: `include "edge.metadata" (list . "name")`, in another namespace with a third. */}}
{{- define "edge.metadata" -}}
{{- $root := index . 0 -}}
name: {{ index . 1 }}
namespace: {{ if gt (len .) 2 }}{{ index . 2 }}{{ else }}{{ $root.Release.Namespace }}{{ end }}
labels:
{{ include "edge.labels" $root | indent 2 }}
{{- end }}

{{/* Every route of a host is on its TLS listener; what arrives without TLS is redirected. */}}
{{- define "edge.parent" -}}
parentRefs:
  - group: gateway.networking.k8s.io
    kind: Gateway
    name: ameide
    sectionName: https
{{- end }}

{{/* What a backend is told of the request as the browser made it, and what it is not. `list . "host name"` */}}
{{- define "edge.forwarded" -}}
{{- $root := index . 0 -}}
- type: RequestHeaderModifier
  requestHeaderModifier:
    set:
      - name: X-Forwarded-Host
        value: {{ include "edge.host" . }}
      - name: X-Forwarded-Port
        value: {{ $root.Values.global.publicPort | quote }}
    remove:
      {{- range include "edge.claimHeaders" $root | fromYamlArray }}
      - {{ .header }}
      {{- end }}
{{- end }}

{{/* What the edge has verified, for its own limits only: no request brings these headers in, and none takes them on. */}}
{{- define "edge.claimHeaders" -}}
- header: x-ameide-edge-tenant
  claim: tenant_id
- header: x-ameide-edge-user
  claim: sub
{{- end }}

{{/* Where a token is: not in the address, which logs and histories keep. */}}
{{- define "edge.extractFrom" -}}
extractFrom:
  headers:
    - name: Authorization
      valuePrefix: "Bearer "
{{- end }}

{{- define "edge.backend" -}}
- group: ""
  kind: Service
  name: {{ .service }}
  {{- with .namespace }}
  namespace: {{ . }}
  {{- end }}
  port: {{ .port }}
{{- end }}

{{- define "edge.target" -}}
- group: gateway.networking.k8s.io
  kind: HTTPRoute
  name: {{ index . 0 }}
  {{- if gt (len .) 1 }}
  sectionName: {{ index . 1 }}
  {{- end }}
{{- end }}

{{/* What every answer tells browsers of a lane: to keep to TLS, */}}
{{- define "edge.transportHeaders" -}}
{{- if ne .Values.global.lane "local" -}}
- name: Strict-Transport-Security
  value: {{ ternary "max-age=31536000; includeSubDomains" "max-age=86400" (eq .Values.global.lane "prod") | quote }}
{{- end }}
{{- end }}

{{/* and what pages may do, unless a service says so itself. */}}
{{- define "edge.pageHeaders" -}}
{{- $isProd := eq .Values.global.lane "prod" -}}
- name: X-Content-Type-Options
  value: nosniff
- name: X-Frame-Options
  value: SAMEORIGIN
- name: Referrer-Policy
  value: {{ ternary "strict-origin" "strict-origin-when-cross-origin" $isProd }}
- name: Content-Security-Policy
  {{- if $isProd }}
  value: "default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
  {{- else }}
  value: "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob: https:; frame-ancestors 'self'"
  {{- end }}
{{- end }}
