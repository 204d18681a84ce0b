import { production } from "../passing-names.ts";
import { type Loss, valuesOf, wordsBehind } from "./loss.ts";

const kinds = /^(?:ns|namespaces?|projects?)$/;
const namespace = valuesOf("-n", "--namespace");

/** `delete` of the kind, perhaps among others, with options before it. */
const takesNamespaces = {
  test: (line: string): boolean =>
    line
      .split(/(?:^|\s)delete(?=\s)/)
      .slice(1)
      .some((rest) => {
        const [what = ""] = rest.split(/\s+/).filter((word) => word !== "" && !word.startsWith("--"));
        const [named = ""] = what.split("/", 1);
        return named.split(",").some((kind) => kinds.test(kind));
      }),
};

/** What clusters lose for good: whole namespaces, their stores, their definitions, their walls. */
export const clusterLosses: readonly Loss[] = [
  ["command.destroy", "kubectl oc k", [takesNamespaces], [wordsBehind(/^delete$/, { but: kinds })]],
  [
    "command.destroy",
    "kubectl oc k",
    [
      /(?:^|\s)delete\b/,
      /(?:^|\s)--all(?:[\s=]|$)/,
      /(?:^|[\s,])(?:pvcs?|pvs?|persistentvolumes?|persistentvolumeclaims?|nodes?|no|crds?|customresourcedefinitions?|secrets?|statefulsets?|sts|storageclass\w{0,2}|clusterrole\w{0,8}|\w{1,20}webhookconfigurations?)(?:[\s,]|$)/,
    ],
    [namespace],
  ],
  [
    "command.destroy",
    "kubectl oc k",
    [/(?:^|\s)delete\b/, /(?:^|\s)--all(?:[\s=]|$)/, /(?:^|\s)(?:-A|--all-namespaces)(?:[\s=]|$)/],
  ],
  [
    "command.destroy",
    "kubectl oc k",
    [
      /(?:^|\s)delete\b/,
      /(?:^|\s)--all(?:[\s=]|$)|(?:^|[\s,])(?:pvcs?|pvs?|persistentvolume\w{0,7}|statefulsets?|sts)(?:[\s,/]|$)/,
      production,
    ],
  ],
  [
    "command.destroy",
    "kubectl oc k",
    [/(?:^|\s)delete (?:pv|pvc|ns|namespaces?|nodes?|crds?) (?:\$\(|`)/],
    [namespace],
  ],
  ["command.destroy", "helm", [/^(?:uninstall|delete)\b/, /(?:\$\(|`)helm (?:list|ls)\b/], [namespace]],
  ["command.destroy", "argocd", [/^app delete\b/, /--all\b/]],
  ["command.destroy", "flux", [/^uninstall\b/, /(?:^|\s)(?:-s|--silent)\b/]],
  ["command.destroy", "consul", [/^kv delete\b/, /-recurse\b/, /(?:^|\s)\/?\s{0,2}$|-recurse\s{1,2}(?:-|$)/]],
  ["command.destroy", "rabbitmqctl", [/\bdelete_vhost\b/], [wordsBehind(/^delete_vhost$/)]],
  ["command.destroy", "kubectl oc k", [/\bscale\b/, /--all\b/, /--replicas[= ]0\b/, production]],
  [
    "command.privilege",
    "kubectl oc k",
    [
      /\bclusterrolebinding\b/,
      /cluster-admin/,
      /system:(?:anonymous|unauthenticated|authenticated|serviceaccounts\b)|--serviceaccount[= ]default:default\b/,
    ],
  ],
  ["command.destroy", "eksctl kops", [/^delete cluster\b/], [valuesOf("--name", "-n"), wordsBehind(/^cluster$/)]],
  ["command.destroy", "velero", [/^(?:backup|schedule) delete\b|^delete (?:backup|schedule)/, /--all\b/]],
  [
    "command.destroy",
    "etcdctl",
    [/\bdel\b/, /--prefix|--from-key/, /\bdel\s{1,3}(?:--\S{1,20}\s{1,3}){0,3}(?:\/|\/registry\/?)?\s{0,3}(?:--|$)/],
  ],
  ["command.destroy", "vault", [/^secrets disable\b/], [wordsBehind(/^disable$/)]],
  ["command.cover_up", "vault", [/^audit disable\b/]],
  [
    "command.destroy",
    "docker podman nerdctl",
    [/(?:-H|--host)[ =](?:tcp|ssh):\/\/(?!localhost|127\.)/, /\bprune\b|\bvolume rm\b/, /--volumes|\bvolume\b/],
  ],
];
