"""LoopBack's start, on paper: what it reads of an application's files in an environment, and the models it has then.

`boot` is what is read and merged, `registry` which models are made of it, in which order and what they extend;
`startup` makes them: classes with properties, relations and methods. Nothing here judges (see `problems`) or writes.
"""
