"""What is kept: projects, who may do what with them, their files, and every change ever made."""

from __future__ import annotations

from projects.models.checks import CheckResult
from projects.models.destinations import Destination, DestinationFile
from projects.models.diagrams import Diagram
from projects.models.drafts import Draft
from projects.models.files import Content, ProjectFile
from projects.models.history import Change, Revision, RevisionSubject
from projects.models.imports import StagedImport
from projects.models.project import Member, Project, Role
from projects.models.running import RunningTest
from projects.models.trust import SecretDestination
from projects.models.variables import Variable

__all__ = [
    "Change",
    "CheckResult",
    "Content",
    "Destination",
    "DestinationFile",
    "Diagram",
    "Draft",
    "Member",
    "Project",
    "ProjectFile",
    "Revision",
    "RevisionSubject",
    "Role",
    "RunningTest",
    "SecretDestination",
    "StagedImport",
    "Variable",
]
