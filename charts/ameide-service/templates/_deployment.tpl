{{- define "ameide-service.serviceaccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ .Chart.Name }}
  labels: {{- include "ameide-service.labels" . | nindent 4 }}
automountServiceAccountToken: false
{{- end }}

{{/* A roll-out takes no replica away before the one that follows is ready. */}}
{{- define "ameide-service.deployment" -}}
{{- $facts := include "ameide-service.facts" . | fromYaml -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Chart.Name }}
  labels: {{- include "ameide-service.labels" . | nindent 4 }}
spec:
  {{- /* An autoscaler's number is left alone. */}}
  {{- if not (include "ameide-service.is-scaled" .) }}
  replicas: {{ include "ameide-service.replicas" . }}
  {{- end }}
  revisionHistoryLimit: 3
  progressDeadlineSeconds: 300
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 1
      maxUnavailable: 0
  selector:
    matchLabels: {{- include "ameide-service.selector" . | nindent 6 }}
  template:
    metadata:
      labels: {{- include "ameide-service.labels" . | nindent 8 }}
      annotations:
        {{- /* Other variables are another pod. */}}
        checksum/config: {{ include "ameide-service.environment" . | sha256sum }}
        {{- with .Values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ .Chart.Name }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      terminationGracePeriodSeconds: {{ .Values.shutdown.gracePeriodSeconds }}
      securityContext: {{- include "ameide-service.pod-security" . | nindent 8 }}
      topologySpreadConstraints: {{- include "ameide-service.spread" . | nindent 8 }}
      {{- with .Values.nodeSelector }}
      nodeSelector: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.tolerations }}
      tolerations: {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: {{ .Chart.Name }}
          image: {{ include "ameide-service.image" . }}
          imagePullPolicy: IfNotPresent
          envFrom:
            - configMapRef:
                name: {{ .Chart.Name }}
          env: {{- include "ameide-service.secret-environment" . | trim | nindent 12 }}
          ports:
            - name: http
              containerPort: {{ $facts.ports.rpc }}
            - name: metrics
              containerPort: {{ $facts.ports.metrics }}
            {{- if .Values.debug.enabled }}
            - name: debug
              containerPort: {{ .Values.debug.port }}
            {{- end }}
          startupProbe:
            httpGet:
              path: {{ $facts.probes.live }}
              port: http
            periodSeconds: 1
            failureThreshold: 120
          livenessProbe:
            httpGet:
              path: {{ $facts.probes.live }}
              port: http
            periodSeconds: 10
            timeoutSeconds: 3
            failureThreshold: 3
          readinessProbe:
            httpGet:
              path: {{ $facts.probes.ready }}
              port: http
            periodSeconds: 5
            timeoutSeconds: 3
            failureThreshold: 2
          lifecycle:
            preStop:
              sleep:
                seconds: {{ .Values.shutdown.preStopSeconds }}
          resources: {{- include "ameide-service.resources" . | nindent 12 }}
          securityContext: {{- include "ameide-service.container-security" . | nindent 12 }}
          terminationMessagePolicy: FallbackToLogsOnError
          volumeMounts:
            - name: tmp
              mountPath: /tmp
      volumes:
        - name: tmp
          emptyDir: {}
{{- end }}

{{- define "ameide-service.pod-security" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "ameide-service.container-security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* Over zones strictly, over nodes as well as it goes. A laptop has one node and no zone. */}}
{{- define "ameide-service.spread" -}}
- maxSkew: 1
  topologyKey: topology.kubernetes.io/zone
  whenUnsatisfiable: {{ eq (include "ameide.lane" .) "local" | ternary "ScheduleAnyway" "DoNotSchedule" }}
  matchLabelKeys: [pod-template-hash]
  labelSelector:
    matchLabels: {{- include "ameide-service.selector" . | nindent 6 }}
- maxSkew: 1
  topologyKey: kubernetes.io/hostname
  whenUnsatisfiable: ScheduleAnyway
  matchLabelKeys: [pod-template-hash]
  labelSelector:
    matchLabels: {{- include "ameide-service.selector" . | nindent 6 }}
{{- end }}

{{- define "ameide-service.resources" -}}
{{- if eq (include "ameide.lane" .) "local" -}}
requests:
  cpu: 20m
  memory: 128Mi
limits: {{- toYaml (omit .Values.resources.limits "cpu") | nindent 2 }}
{{- else -}}
{{- toYaml .Values.resources -}}
{{- end -}}
{{- end }}
