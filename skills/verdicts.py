"""What may be wrong with a credential, each as a sentence for whoever has handed it in."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    # It cannot be read.
    "too_large": _("The file is too large for a credential."),
    "not_text": _("This is not readable text. A credential is a JSON file or a token of letters and digits."),
    "not_json": _("The text is not valid JSON, so it cannot be a credential."),
    "duplicate_key": _("An entry stands twice in the file. It could be read in two ways, so it is refused."),
    "not_a_credential": _("The file is not a credential of a certificate."),
    "not_a_token": _("The token is not readable. Perhaps a part was cut off when it was copied."),
    # It says what we never say.
    "algorithm": _("The token asks for another kind of signature than the hall uses."),
    "unknown_context": _("The file uses a vocabulary that certificates of the hall do not use."),
    "unknown_term": _("The file contains an entry that certificates of the hall do not have."),
    "missing": _("An entry that every certificate has is missing."),
    "wrong_type": _("An entry does not have the form it has in certificates of the hall."),
    "claims": _("The token contradicts itself: its outer dates or names are not those of the certificate in it."),
    # It is not ours, or not as we made it.
    "unknown_key": _("It was not signed with a key of this hall."),
    "signature": _("The signature does not fit: something was changed after the hall signed it."),
    "unknown_certificate": _("The hall has never issued a certificate with this address."),
    "other_issuer": _("It names another issuer than this hall."),
    "facts_differ": _("It says something else than the certificate that the hall keeps."),
    "not_on_record": _("The hall has no record of having signed it. Please tell the hall."),
    "key_not_good": _("It was signed with a key that could no longer be trusted at that time. Ask for a new copy."),
}
FACTS = {
    "number": _("certificate number"),
    "name": _("name of the person"),
    "hall": _("hall"),
    "issuer": _("issuer"),
    "certification": _("kind of certificate"),
    "skills": _("skills and levels"),
    "evidence": _("what proves it"),
    "issued_on": _("day of issue"),
    "valid_from": _("valid from"),
    "valid_until": _("valid until"),
    "address": _("address of verification"),
    "status": _("place in the status list"),
    "form": _("form of the file"),
}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong. `where` is the place in the document, for whoever writes software."""

    code: str
    where: str = ""

    @property
    def sentence(self):
        """What is wrong, in the language of the reader."""
        return SENTENCES[self.code]
