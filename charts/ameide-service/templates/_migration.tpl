{{/*
Brings the schema up to date before the first pod of a version is there, with the image of that version. Helm and Argo CD (where
it is a PreSync hook) begin the roll-out only when it has succeeded, so what runs goes on when it fails. Only it knows the
database's administrator.
*/}}
{{- define "ameide-service.migration" -}}
{{- $facts := include "ameide-service.facts" . | fromYaml -}}
{{- if and $facts.databaseRole .Values.migration.enabled -}}
{{- $name := printf "%s-migration" .Chart.Name -}}
{{- $labels := include "ameide-service.task-labels" (list . "migration") -}}
{{- if .Values.networkPolicy.enabled -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ $name }}
  labels: {{- $labels | nindent 4 }}
  annotations:
    {{- include "ameide-service.before-roll-out" (list "-10" "before-hook-creation,hook-succeeded") | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: {{ .Chart.Name }}
      app.kubernetes.io/component: migration
  policyTypes: [Ingress, Egress]
  egress:
    {{- include "ameide-service.dns-rule" . | nindent 4 }}
    {{- include "ameide-service.part-rule" (list . "postgres") | nindent 4 }}
    {{- with .Values.networkPolicy.to }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
---
{{ end -}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ $name }}
  labels: {{- $labels | nindent 4 }}
  annotations:
    {{- include "ameide-service.before-roll-out" (list "-5" "before-hook-creation") | nindent 4 }}
    helm.sh/hook-output-log-policy: hook-failed
spec:
  # No release takes it along when it goes, and its log is worth a day.
  ttlSecondsAfterFinished: 86400
  # Exit code 75 says that the database cannot be reached yet; no other failure goes away by repetition.
  backoffLimit: 8
  podFailurePolicy:
    rules:
      # Of a node that is drained.
      - action: Ignore
        onPodConditions:
          - type: DisruptionTarget
      - action: FailJob
        onExitCodes:
          operator: NotIn
          values: [0, 75]
  activeDeadlineSeconds: {{ .Values.migration.deadlineSeconds }}
  template:
    metadata:
      labels: {{- $labels | nindent 8 }}
    spec:
      restartPolicy: Never
      automountServiceAccountToken: false
      enableServiceLinks: false
      securityContext: {{- include "ameide-service.pod-security" . | nindent 8 }}
      {{- with .Values.nodeSelector }}
      nodeSelector: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.tolerations }}
      tolerations: {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: migration
          image: {{ include "ameide-service.image" . }}
          imagePullPolicy: IfNotPresent
          command: [node, src/migrate.ts]
          env:
            - name: DATABASE_ADMIN_URL
              valueFrom:
                secretKeyRef:
                  name: ameide-db-admin
                  key: url
            - name: DATABASE_URL
              valueFrom:
                secretKeyRef:
                  name: {{ include "ameide-service.database-secret" . }}
                  key: url
          resources:
            requests:
              cpu: 20m
              memory: 128Mi
            limits:
              memory: 512Mi
          securityContext: {{- include "ameide-service.container-security" . | nindent 12 }}
          terminationMessagePolicy: FallbackToLogsOnError
          volumeMounts:
            - name: tmp
              mountPath: /tmp
      volumes:
        - name: tmp
          emptyDir: {}
{{- end -}}
{{- end }}

{{/* A list: its place among them; when it is removed. */}}
{{- define "ameide-service.before-roll-out" -}}
helm.sh/hook: pre-install,pre-upgrade
helm.sh/hook-weight: {{ index . 0 | quote }}
helm.sh/hook-delete-policy: {{ index . 1 }}
{{- end }}
