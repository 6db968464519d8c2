# fitgate's webhooks in workerd, the runtime of Cloudflare Workers, on your own machine:
#
#   npm run bundle && cp dist/worker.mjs manifests/serverless/
#   fitgate snapshot --kubeconfig FILE -o manifests/serverless/snapshot.json
#   FITGATE_SECRET_PATH=$(openssl rand -hex 32) workerd serve manifests/serverless/workerd.capnp
#
# It speaks plain HTTP: put something that ends TLS in front, or give the socket `https` with `tlsOptions`.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "fitgate", worker = .webhooks)],
  sockets = [(name = "webhooks", address = "127.0.0.1:8080", http = (), service = "fitgate")],
);

const webhooks :Workerd.Worker = (
  modules = [(name = "worker.mjs", esModule = embed "worker.mjs")],
  # from 2026-08-04 on `nodejs_compat` is part of the date
  compatibilityDate = "2026-10-01",
  bindings = [
    (name = "FITGATE_SNAPSHOT", text = embed "snapshot.json"),
    (name = "FITGATE_SECRET_PATH", fromEnvironment = "FITGATE_SECRET_PATH"),
  ],
);
