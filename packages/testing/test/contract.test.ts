/** The toaster keeps the contract with whatever Prometheus there is; without-prometheus.test.ts runs it with none. */
import "./fixtures/passing/toaster.ts";
