"""Skills, what people hold of them and what proves it. Awards, revocations, suspensions and certificates are facts."""

from .awards import (
    Award,
    AwardQuerySet,
    Certificate,
    CertificateCounter,
    Pause,
    Reinstatement,
    Revocation,
    SelfRating,
    Suspension,
    new_public_id,
)
from .credentials import SignedCredential, StatusList, StatusPlace
from .kinds import Certification, Level, RenewalBasis, Skill
from .seals import IssuedSheet, PrintedSeal

__all__ = [
    "Award",
    "AwardQuerySet",
    "Certificate",
    "CertificateCounter",
    "Certification",
    "IssuedSheet",
    "Level",
    "Pause",
    "PrintedSeal",
    "Reinstatement",
    "RenewalBasis",
    "Revocation",
    "SelfRating",
    "SignedCredential",
    "Skill",
    "StatusList",
    "StatusPlace",
    "Suspension",
    "new_public_id",
]
