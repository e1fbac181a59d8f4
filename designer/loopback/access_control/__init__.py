"""Who may call which method of a model, with LoopBack's own precedence.

What counts is what the files say: rules of definitions, of the models they extend, and of model-config.json. What is
not known: rules in the database (the model ACL), roles that a script resolves, rules that scripts add. Access is only
checked where the application calls `enableAuth()`. Judged by tests/interop/test_access_control.py.
"""

from __future__ import annotations

from designer.loopback.access_control.matrix import Cell, Matrix, who_can
from designer.loopback.access_control.methods import Method, methods_of
from designer.loopback.access_control.principals import Principal
from designer.loopback.access_control.rules import Rule, roles_of

__all__ = ["Cell", "Matrix", "Method", "Principal", "Rule", "methods_of", "roles_of", "who_can"]
