// What static/js/diagram*.js takes from X6 and dagre; bundled by ../refresh.py.
export { EdgeView, Graph, NodeView } from "@antv/x6";
export { graphlib, layout } from "@dagrejs/dagre";
