// X6 and dagre: the one place that names their address.
export { EdgeView, Graph, NodeView, graphlib, layout } from "../vendor/x6-3.1.8/x6.min.js";
