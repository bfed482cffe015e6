"""Forgeries: small changes of a credential or a token, each of which says something else than what was signed."""

import copy
import hashlib
import hmac
import json
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from skills.credentials.multibase import from_base64url, to_base64url
from skills.credentials.tokens import token_of

LETTERS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def forged_credentials(secured, count, random):
    """So many different credentials as JSON text, each with one change; none says the same in another notation."""
    forgeries = {}
    while len(forgeries) < count:
        found = copy.deepcopy(secured)
        random.choice(CHANGES)(found, random)
        if found != secured:
            forgeries[json.dumps(found, ensure_ascii=False)] = None
    return list(forgeries)


def forged_tokens(token, key, count, random):
    """So many different tokens, each with one change; `key` is the public key the token was signed with."""
    forgeries = {}
    while len(forgeries) < count:
        forgeries[random.choice(TOKEN_CHANGES)(token.split("."), key, random)] = None
        forgeries.pop(token, None)
    return list(forgeries)


# Credentials


def _objects(value, place=()):
    if isinstance(value, dict):
        yield place, value
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield from _objects(part, (*place, key))


def _leaves(value):
    """(holder, key) of every text and truth value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        if isinstance(part, (str, bool)):
            yield value, key
        else:
            yield from _leaves(part)


def _change_letter(found, random):
    holder, key = random.choice([leaf for leaf in _leaves(found) if isinstance(leaf[0][leaf[1]], str)])
    text = holder[key]
    place = random.randrange(len(text))
    holder[key] = text[:place] + random.choice(LETTERS + "龚䶮·𠮷 ") + text[place + random.randrange(2) :]


def _replace_value(found, random):
    holder, key = random.choice(list(_leaves(found)))
    holder[key] = random.choice(
        ["", "x", 3, True, False, {"id": "https://elsewhere.example/"}, {}, "https://elsewhere"]
    )


def _remove_entry(found, random):
    _place, holder = random.choice(list(_objects(found)))
    holder.pop(random.choice(list(holder)))


def _rename_entry(found, random):
    _place, holder = random.choice(list(_objects(found)))
    key = random.choice(list(holder))
    holder[key + random.choice("sx2")] = holder.pop(key)


def _add_entry(found, random):
    _place, holder = random.choice(list(_objects(found)))
    holder[random.choice(["grade", "salary", "übrig", "备注", "description", "narrative", "humanCode"])] = (
        random.choice(["added", 1, {"grade": "1"}, ["a", "b"]])
    )


def _move_day(found, random):
    holder, key = random.choice(
        [(found, key) for key in ("awardedDate", "validFrom", "validUntil")] + [(found["proof"], "created")]
    )
    moved = datetime.fromisoformat(holder[key]) + timedelta(days=random.choice([-400, -1, 1, 3650]))
    holder[key] = moved.isoformat().replace("+00:00", "Z")


def _swap_values(found, random):
    leaves = [leaf for leaf in _leaves(found) if leaf[1] not in ("type", 0, 1)]
    (one, first), (two, second) = random.sample(leaves, 2)
    one[first], two[second] = two[second], one[first]


def _add_item(found, random):
    lists = [part for _place, holder in _objects(found) for part in holder.values() if isinstance(part, list)]
    chosen = random.choice(lists)
    further = {"type": "Evidence", "name": "added"} if isinstance(chosen[0], dict) else "Evidence"
    chosen.insert(random.randrange(len(chosen) + 1), further)


def _drop_item(found, random):
    lists = [part for _place, holder in _objects(found) for part in holder.values() if isinstance(part, list)]
    random.choice(lists).pop()


def _change_proof(found, random):
    proof = found["proof"]
    change = random.choice(
        [
            {"proofValue": "z" + "".join(random.choice(LETTERS) for _ in range(87))},
            {"proofValue": proof["proofValue"][:-4]},
            {"proofValue": "u" + proof["proofValue"][1:]},
            {"cryptosuite": "eddsa-jcs-2022"},
            {"cryptosuite": "eddsa-rdfc-2022 "},
            {"type": "Ed25519Signature2020"},
            {"proofPurpose": "authentication"},
            {"verificationMethod": proof["verificationMethod"] + "0"},
            {"verificationMethod": "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH"},
            {"domain": "elsewhere.example"},
            {"expires": "2036-01-01T00:00:00Z"},
        ]
    )
    proof.update(change)


def _change_words(found, random):
    context = found["@context"]
    found["@context"] = random.choice(
        [
            context[:1],
            context[1:],
            [*context, {"salary": "https://schema.org/baseSalary"}],
            [*context, "https://elsewhere.example/words"],
            [context[0], {"@vocab": "https://elsewhere.example/"}],
            ["https://www.w3.org/2018/credentials/v1", context[1]],
        ]
    )
    # A word that is explained and not used would say nothing.
    found["salary"] = "much"


CHANGES = [
    _change_letter,
    _change_letter,
    _replace_value,
    _remove_entry,
    _rename_entry,
    _add_entry,
    _move_day,
    _swap_values,
    _add_item,
    _drop_item,
    _change_proof,
    _change_words,
]


# Tokens


def _segment(value):
    return to_base64url(json.dumps(value, ensure_ascii=False).encode())


def _change_segment(parts, key, random):
    number = random.randrange(3)
    text = parts[number]
    # The last letter of a signature has bits that mean nothing to lenient readers.
    place = random.randrange(len(text) - 1)
    parts[number] = text[:place] + random.choice(LETTERS) + text[place + 1 :]
    return ".".join(parts)


def _change_payload(parts, key, random):
    payload = json.loads(from_base64url(parts[1]))
    random.choice([_change_letter, _replace_value, _remove_entry, _rename_entry, _add_entry, _drop_item])(
        payload, random
    )
    return ".".join([parts[0], _segment(payload), parts[2]])


def _change_claim(parts, key, random):
    payload = json.loads(from_base64url(parts[1]))
    payload[random.choice(["exp", "nbf", "iss", "sub", "jti"])] = random.choice([0, 4102444800, "https://elsewhere"])
    return ".".join([parts[0], _segment(payload), parts[2]])


def _other_algorithm(parts, key, random):
    header = json.loads(from_base64url(parts[0]))
    header["alg"] = random.choice(["none", "None", "HS256", "RS256", "ES256", "", "eddsa"])
    signed = f"{_segment(header)}.{parts[1]}"
    # The public key as a shared secret is the oldest trick.
    forged = to_base64url(hmac.digest(key.raw, signed.encode(), hashlib.sha256))
    return f"{signed}.{random.choice(['', forged, parts[2]])}"


def _other_key(parts, key, random):
    payload = json.loads(from_base64url(parts[1]))
    credential = {name: value for name, value in payload.items() if name not in ("iss", "jti", "sub", "nbf", "exp")}
    kid = json.loads(from_base64url(parts[0]))["kid"]
    own = Ed25519PrivateKey.from_private_bytes(random.randbytes(32))
    return token_of(credential, kid=random.choice([kid, kid + "0"]), sign=own.sign)


def _own_key_inside(parts, key, random):
    own = Ed25519PrivateKey.from_private_bytes(random.randbytes(32))
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": to_base64url(own.public_key().public_bytes_raw())}
    header = {**json.loads(from_base64url(parts[0])), "jwk": jwk, "jku": "https://elsewhere.example/keys"}
    signed = f"{_segment(header)}.{parts[1]}"
    return f"{signed}.{to_base64url(own.sign(signed.encode()))}"


def _other_parts(parts, key, random):
    head, body, signature = parts
    return random.choice(
        [
            f"{head}.{body}",
            f"{head}.{body}.",
            f"{head}..{signature}",
            f"{body}.{head}.{signature}",
            f"{head}.{body}.{signature}.{signature}",
            f"{head}.{body}.{signature[: random.randrange(80)]}",
            f"{head}={'=' * random.randrange(2)}.{body}.{signature}",
        ]
    )


TOKEN_CHANGES = [
    _change_segment,
    _change_segment,
    _change_payload,
    _change_claim,
    _other_algorithm,
    _other_key,
    _own_key_inside,
    _other_parts,
]
