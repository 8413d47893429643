{{/* What follows from the values that hold for a whole lane. */}}

{{- define "ameide.lane" -}}
{{- required "global.lane is required" .Values.global.lane -}}
{{- end }}

{{- define "ameide.domain" -}}
{{- required "global.domain is required" .Values.global.domain -}}
{{- end }}

{{/* Browsers reach every lane over TLS. */}}
{{- define "ameide.protocol" -}}
https
{{- end }}

{{/* Of the apex. */}}
{{- define "ameide.url" -}}
{{- include "ameide.url-of" (list . (include "ameide.domain" .)) -}}
{{- end }}

{{/* Of a host below the domain. A list: the context, its first label. */}}
{{- define "ameide.subdomainUrl" -}}
{{- $root := index . 0 -}}
{{- include "ameide.url-of" (list $root (printf "%s.%s" (index . 1) (include "ameide.domain" $root))) -}}
{{- end }}

{{- define "ameide.platformUrl" -}}
{{- include "ameide.subdomainUrl" (list . "platform") -}}
{{- end }}

{{- define "ameide.authUrl" -}}
{{- include "ameide.subdomainUrl" (list . "auth") -}}
{{- end }}

{{- define "ameide.apiUrl" -}}
{{- include "ameide.subdomainUrl" (list . "api") -}}
{{- end }}

{{- define "ameide.url-of" -}}
{{- $root := index . 0 -}}
{{- $port := int (default 443 $root.Values.global.publicPort) -}}
{{- $suffix := ternary "" (printf ":%d" $port) (eq $port 443) -}}
{{- printf "%s://%s%s" (include "ameide.protocol" $root) (index . 1) $suffix -}}
{{- end }}

{{/* The issuer of people's tokens: the shared realm, unless the lane says otherwise. */}}
{{- define "ameide.issuer" -}}
{{- dig "oidc" "issuer" "" .Values.global | default (printf "%s/realms/ameide" (include "ameide.authUrl" .)) -}}
{{- end }}

{{- define "ameide.audience" -}}
{{- dig "oidc" "audience" "" .Values.global | default "platform-app" -}}
{{- end }}

{{- define "ameide.infrastructure-namespace" -}}
{{- dig "infrastructure" "namespace" "" .Values.global | default "ameide-infra" -}}
{{- end }}
