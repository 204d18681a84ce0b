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
