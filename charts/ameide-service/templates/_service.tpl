{{- define "ameide-service.service" -}}
{{- $facts := include "ameide-service.facts" . | fromYaml -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ .Chart.Name }}
  labels: {{- include "ameide-service.labels" . | nindent 4 }}
spec:
  type: ClusterIP
  selector: {{- include "ameide-service.selector" . | nindent 4 }}
  ports:
    - name: http
      port: {{ $facts.ports.rpc }}
      targetPort: http
      appProtocol: http
    - name: metrics
      port: {{ $facts.ports.metrics }}
      targetPort: metrics
      appProtocol: http
    {{- if .Values.debug.enabled }}
    - name: debug
      port: {{ .Values.debug.port }}
      targetPort: debug
    {{- end }}
{{- end }}

{{/* So that a drained node waits for a replica elsewhere. */}}
{{- define "ameide-service.disruption-budget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ .Chart.Name }}
  labels: {{- include "ameide-service.labels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  selector:
    matchLabels: {{- include "ameide-service.selector" . | nindent 6 }}
{{- end }}

{{/* Up at once, since streams wait; down late, since each pod that goes ends streams. */}}
{{- define "ameide-service.autoscaler" -}}
{{- if include "ameide-service.is-scaled" . -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ .Chart.Name }}
  labels: {{- include "ameide-service.labels" . | nindent 4 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ .Chart.Name }}
  minReplicas: {{ .Values.replicas.min }}
  maxReplicas: {{ .Values.replicas.max }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: {{ .Values.autoscaling.cpuPercent }}
    {{- with .Values.autoscaling.streamsPerReplica }}
    - type: Pods
      pods:
        metric:
          name: ai_concurrent_streams
        target:
          type: AverageValue
          averageValue: {{ . | quote }}
    {{- end }}
  behavior:
    scaleUp:
      stabilizationWindowSeconds: 30
      policies:
        - type: Percent
          value: 100
          periodSeconds: 60
    scaleDown:
      stabilizationWindowSeconds: 300
{{- end -}}
{{- end }}

{{- define "ameide-service.service-monitor" -}}
{{- if .Values.serviceMonitor.enabled -}}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: {{ .Chart.Name }}
  labels:
    {{- include "ameide-service.labels" . | nindent 4 }}
    {{- with .Values.serviceMonitor.labels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  selector:
    matchLabels: {{- include "ameide-service.selector" . | nindent 6 }}
  endpoints:
    - port: metrics
      path: /metrics
      interval: {{ .Values.serviceMonitor.interval }}
{{- end -}}
{{- end }}
