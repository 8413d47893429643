{{/*
Who calls servers, as peers of NetworkPolicies. Namespaces of tenants are part of Ameide, too: it is the tenant's label that tells
them from those of the product.
*/}}
{{- define "callers" -}}
{{- $part := dict "app.kubernetes.io/part-of" "ameide" -}}
{{- $tenant := dict "key" "ameide.io/tenant" "operator" "Exists" -}}
product:
  namespaceSelector:
    matchLabels: {{ toJson $part }}
    matchExpressions: [{key: ameide.io/lane, operator: Exists}, {key: ameide.io/tenant, operator: DoesNotExist}]
infrastructure:
  namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: {{ .Release.Namespace }}}}
operators:
  namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ameide-system}}
databaseOperator:
  namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: cnpg-system}}
edge:
  namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: envoy-gateway-system}}
tenants:
  namespaceSelector: {matchLabels: {{ toJson $part }}, matchExpressions: [{{ toJson $tenant }}]}
tenantsProduct:
  namespaceSelector:
    matchLabels: {{ merge (dict "ameide.io/code" "product") $part | toJson }}
    matchExpressions: [{{ toJson $tenant }}]
{{- end }}
