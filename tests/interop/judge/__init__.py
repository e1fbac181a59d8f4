"""The judge: applications, broken in every way there is a code for, and whether the real LoopBack boots them.

`make judge` compares LoopBack's verdict with that of `designer.loopback.problems`, and prints where they differ.
"""
