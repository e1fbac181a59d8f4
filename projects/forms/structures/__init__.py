"""Structured settings, such as the transports of mail, as fields.

`making` makes parts of a value or of what was posted: `leaf` one input each, `groups` objects, lists and maps, `raw`
what is typed as JSON. `field` is Django's field for the whole.
"""
