"""The addresses of all pages: nouns, then what is done with them."""

from __future__ import annotations

from django.urls import path, register_converter

from designer.loopback.definition_parts import PARTS
from projects.converters import NameConverter
from projects.views import (
    connection_tests,
    data_source_live,
    data_source_verbs,
    data_sources,
    definition_parts,
    diagram,
    drafts,
    environments,
    files,
    history,
    imports,
    model_properties,
    model_verbs,
    models,
    overview,
    problems,
    projects,
    publishing,
    sessions,
    settings,
    variables,
)

register_converter(NameConverter, "name")

PROJECT = "projects/<slug:slug>/"
SOURCES = PROJECT + "data-sources/"
MODELS = PROJECT + "models/"

urlpatterns = [
    path("", projects.project_list, name="project-list"),
    path("open/", sessions.open_with_key, name="open-with-key"),
    path("sign-in/", sessions.sign_in, name="sign-in"),
    path("sign-out/", sessions.sign_out, name="sign-out"),
    path("problems/", problems.problem_codes, name="problem-codes"),
    path("problems/<slug:code>/", problems.problem_code, name="problem-code"),
    path("projects/new/", projects.project_create, name="project-create"),
    path("projects/open/", imports.project_open, name="project-import"),
    path("projects/open/<uuid:pk>/", imports.import_preview, name="import-preview"),
    path(PROJECT, overview.overview, name="project"),
    path(PROJECT + "diagram/", diagram.diagram, name="diagram"),
    path(PROJECT + "diagram/places/", diagram.diagram_places, name="diagram-places"),
    path(PROJECT + "diagram/mermaid/", diagram.diagram_mermaid, name="diagram-mermaid"),
    path(PROJECT + "delete/", projects.project_delete, name="project-delete"),
    path(PROJECT + "update/", imports.project_update, name="project-update"),
    path(PROJECT + "settings/", settings.project_settings, name="project-settings"),
    path(PROJECT + "variables/", variables.variable_list, name="variable-list"),
    path(PROJECT + "variables/keep/", variables.variable_keep, name="variable-keep"),
    path(PROJECT + "variables/copy/", variables.variable_copy, name="variable-copy"),
    path(PROJECT + "variables/<slug:variable>/remove/", variables.variable_remove, name="variable-remove"),
    path(PROJECT + "files/", files.file_list, name="file-list"),
    path(PROJECT + "files/<path:path>", files.file, name="file"),
    path(PROJECT + "file-check/<path:path>", files.file_check, name="file-check"),
    path(PROJECT + "file-revert/<path:path>", history.file_revert, name="file-revert"),
    path(PROJECT + "file-convert/<path:path>", files.file_convert, name="file-convert"),
    path(PROJECT + "problems/", problems.problem_list, name="problem-list"),
    path(PROJECT + "problems/count/", problems.problem_count, name="problem-count"),
    path(PROJECT + "problems/about/", problems.problems_about, name="problems-about"),
    path(PROJECT + "problems/mend/", problems.problem_mend, name="problem-mend"),
    path(PROJECT + "history/", history.history, name="history"),
    path(PROJECT + "history/<int:number>/", history.revision, name="revision"),
    path(PROJECT + "history/<int:number>/undo/", history.undo, name="revision-undo"),
    path(PROJECT + "draft/", drafts.draft, name="draft"),
    path(PROJECT + "publish/", publishing.publish, name="publish"),
    path(PROJECT + "publish/download/", publishing.download, name="publish-download"),
    path(PROJECT + "publish/folder/", publishing.write_folder, name="publish-folder"),
    path(PROJECT + "publish/commit/", publishing.commit, name="publish-commit"),
    path(PROJECT + "publish/variable/", publishing.use_variable, name="publish-variable"),
    path(PROJECT + "publish/packages/", publishing.add_packages, name="publish-packages"),
    path(PROJECT + "publish/env-example/", publishing.add_env_example, name="publish-env-example"),
    path(PROJECT + "publish/gitignore/", publishing.add_to_gitignore, name="publish-gitignore"),
    path(PROJECT + "environments/new/", environments.environment_create, name="environment-create"),
    path(PROJECT + "effective/", environments.effective_configuration, name="effective"),
    path(SOURCES, data_sources.data_source_list, name="data-source-list"),
    path(SOURCES + "new/", data_sources.data_source_create, name="data-source-create"),
    path(SOURCES + "new/test/", data_source_live.data_source_test, name="data-source-create-test"),
    path(SOURCES + "new/preview/", data_source_live.data_source_preview, name="data-source-create-preview"),
    path(SOURCES + "test-all/", connection_tests.data_source_test_all, name="data-source-test-all"),
    path(SOURCES + "<name:name>/", data_sources.data_source_edit, name="data-source-edit"),
    path(SOURCES + "<name:name>/test/", data_source_live.data_source_test, name="data-source-test"),
    path(SOURCES + "<name:name>/preview/", data_source_live.data_source_preview, name="data-source-preview"),
    path(SOURCES + "<name:name>/rename/", data_source_verbs.data_source_rename, name="data-source-rename"),
    path(SOURCES + "<name:name>/duplicate/", data_source_verbs.data_source_duplicate, name="data-source-duplicate"),
    path(SOURCES + "<name:name>/delete/", data_source_verbs.data_source_delete, name="data-source-delete"),
    path(PROJECT + "tests/<str:token>/", connection_tests.test_progress, name="test-progress"),
    path(PROJECT + "tests/<str:token>/cancel/", connection_tests.test_cancel, name="test-cancel"),
    path(MODELS, models.model_list, name="model-list"),
    path(MODELS + "new/", models.model_create, name="model-create"),
    path(MODELS + "new/preview/", models.model_preview, name="model-create-preview"),
    path(MODELS + "builtin/", models.model_add_builtin, name="model-add-builtin"),
    path(MODELS + "attach/", models.model_attach, name="model-attach"),
    path(MODELS + "<name:name>/", models.model_edit, name="model-edit"),
    path(MODELS + "<name:name>/preview/", models.model_preview, name="model-preview"),
    path(MODELS + "<name:name>/properties/", model_properties.model_properties, name="model-properties"),
    path(
        MODELS + "<name:name>/properties/preview/",
        model_properties.model_properties_preview,
        name="model-properties-preview",
    ),
    *(
        path(f"{MODELS}<name:name>/{part}/{end}", view, {"part": part}, name=f"model-{part}{suffix}")
        for part in PARTS
        for end, view, suffix in (
            ("", definition_parts.model_part, ""),
            ("preview/", definition_parts.model_part_preview, "-preview"),
        )
    ),
    path(MODELS + "<name:name>/file/", models.model_file, name="model-file"),
    path(MODELS + "<name:name>/rename/", model_verbs.model_rename, name="model-rename"),
    path(MODELS + "<name:name>/delete/", model_verbs.model_delete, name="model-delete"),
]
