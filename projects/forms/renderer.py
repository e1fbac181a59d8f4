"""How every form looks: one template for all forms, one for all fields."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Forms and fields from `templates/ui/`."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"
