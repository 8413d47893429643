{{/* `helm test`: the service is ready, as its callers reach it. */}}
{{- define "ameide-service.test" -}}
{{- $facts := include "ameide-service.facts" . | fromYaml -}}
apiVersion: v1
kind: Pod
metadata:
  name: {{ .Chart.Name }}-test
  labels: {{- include "ameide-service.task-labels" (list . "test") | nindent 4 }}
  annotations:
    helm.sh/hook: test
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
    helm.sh/hook-output-log-policy: hook-failed
spec:
  restartPolicy: Never
  automountServiceAccountToken: false
  enableServiceLinks: false
  securityContext: {{- include "ameide-service.pod-security" . | nindent 4 }}
  containers:
    - name: test
      image: {{ include "ameide-service.image" . }}
      imagePullPolicy: IfNotPresent
      command:
        - node
        - --input-type=module
        - --eval
        - |
          const url = {{ include "ameide-service.address" (list . (dict "service" .Chart.Name "port" $facts.ports.rpc)) | quote }} + {{ $facts.probes.ready | quote }};
          const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
          console.log(url, answer.status, await answer.text());
          process.exitCode = answer.ok ? 0 : 1;
      resources:
        requests:
          cpu: 20m
          memory: 64Mi
        limits:
          memory: 128Mi
      securityContext: {{- include "ameide-service.container-security" . | nindent 8 }}
{{- end }}
