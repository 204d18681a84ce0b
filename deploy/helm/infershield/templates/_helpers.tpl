{{- define "infershield.labels" -}}
app.kubernetes.io/name: infershield
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "infershield.selector" -}}
app.kubernetes.io/name: infershield
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "infershield.image" -}}
{{ printf "%s:%s" (required "image.repository names the image of deploy/Dockerfile" .Values.image.repository) (default .Chart.AppVersion .Values.image.tag) | quote }}
{{- end -}}

{{- define "infershield.confined" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{/* The ingress's name, and what the values name besides. */}}
{{- define "infershield.hosts" -}}
{{- $hosts := .Values.allowedHosts -}}
{{- if .Values.ingress.enabled -}}{{- $hosts = prepend $hosts .Values.ingress.host -}}{{- end -}}
{{ join "," $hosts }}
{{- end -}}
