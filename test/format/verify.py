"""A stranger's verifier of Entente bundles, written from docs/format.md alone. Python 3.8 or newer, standard library only.

    python3 verify.py BUNDLE.zip|FOLDER [--against CHECKPOINT.json]

Prints the verdict and the parts as JSON. Exit code 0 intact, 1 broken, 2 cannot tell.
"""
import base64
import hashlib
import json
import math
import os
import re
import struct
import sys
import zlib

# ------------------------------------------------------------- section 1: bytes and digests


def sha(data):
    return hashlib.sha256(data).hexdigest()


def digest(data):
    return "sha256:" + sha(data)


def number_text(x):
    """A double as ECMAScript's Number::toString writes it."""
    if not math.isfinite(x):
        raise ValueError("not finite")
    if x == 0:
        return "0"
    if x < 0:
        return "-" + number_text(-x)
    mantissa, _, exponent = repr(x).partition("e")
    whole, _, fraction = mantissa.partition(".")
    if fraction == "0":
        fraction = ""
    point = len(whole) + (int(exponent) if exponent else 0)
    digits = whole + fraction
    stripped = digits.lstrip("0")
    point -= len(digits) - len(stripped)
    digits = stripped.rstrip("0")
    k, n = len(digits), point
    if k <= n <= 21:
        return digits + "0" * (n - k)
    if 0 < n <= 21:
        return digits[:n] + "." + digits[n:]
    if -6 < n <= 0:
        return "0." + "0" * -n + digits
    e = n - 1
    sign = "+" if e >= 0 else "-"
    return digits[0] + ("." + digits[1:] if k > 1 else "") + "e" + sign + str(abs(e))


SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def text_text(text):
    out = []
    for c in text:
        if c in SHORT:
            out.append(SHORT[c])
        elif c < " ":
            out.append("\\u%04x" % ord(c))
        elif "\ud800" <= c <= "\udfff":
            raise ValueError("half of a surrogate pair")
        else:
            out.append(c)
    return '"' + "".join(out) + '"'


def canonical(value):
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, (int, float)):
        return number_text(float(value))
    if isinstance(value, str):
        return text_text(value)
    if isinstance(value, list):
        return "[" + ",".join(canonical(one) for one in value) + "]"
    names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join(text_text(name) + ":" + canonical(value[name]) for name in names) + "}"


def value_digest(value):
    return digest(canonical(value).encode("utf-8"))


def no_constant(name):
    raise ValueError(name)


NOT_CANONICAL = object()


def parse_json(data):
    # Every number is a double.
    return json.loads(data.decode("utf-8"), parse_int=float, parse_constant=no_constant)


def parse_canonical(data):
    """The value of canonical bytes, else NOT_CANONICAL."""
    if data is None:
        return NOT_CANONICAL
    try:
        value = parse_json(data)
        return value if canonical(value).encode("utf-8") == data else NOT_CANONICAL
    except (ValueError, RecursionError):
        return NOT_CANONICAL


def is_text(value):
    return isinstance(value, str)


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_whole(value, least):
    return is_number(value) and float(value).is_integer() and least <= value <= 2 ** 53 - 1


def is_one(value):
    return is_number(value) and value == 1


def is_digest(value):
    return is_text(value) and re.fullmatch(r"sha256:[0-9a-f]{64}", value) is not None


def is_salt(value):
    return is_text(value) and re.fullmatch(r"[0-9a-f]{64}", value) is not None


def is_id(value):
    return is_text(value) and re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", value) is not None


def is_time(value):
    return is_text(value) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z", value) is not None


def has_exactly(value, names):
    return isinstance(value, dict) and set(value) == set(names.split())


def ascending(items):
    return all(a < b for a, b in zip(items, items[1:]))


def from_base64(text):
    """The bytes, None if the text is not their one spelling or there are none."""
    if not is_text(text):
        return None
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        return None
    return data if data and base64.b64encode(data).decode("ascii") == text else None


# ------------------------------------------------------------- ECDSA over P-256

P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
A = P - 3
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296, 0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)


def add(p, q):
    """Sum of two points; None is the point at infinity."""
    if p is None:
        return q
    if q is None:
        return p
    if p[0] == q[0]:
        if (p[1] + q[1]) % P == 0:
            return None
        slope = (3 * p[0] * p[0] + A) * pow(2 * p[1], -1, P)
    else:
        slope = (q[1] - p[1]) * pow(q[0] - p[0], -1, P)
    x = (slope * slope - p[0] - q[0]) % P
    return (x, (slope * (p[0] - x) - p[1]) % P)


def times(k, p):
    total = None
    while k:
        if k & 1:
            total = add(total, p)
        p = add(p, p)
        k >>= 1
    return total


SPKI_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200") + b"\x04"


def point_of(spki):
    if len(spki) != 91 or not spki.startswith(SPKI_HEAD):
        return None
    x, y = int.from_bytes(spki[27:59], "big"), int.from_bytes(spki[59:], "big")
    return (x, y) if x < P and y < P and (y * y - x * x * x - A * x - B) % P == 0 else None


def holds(spki, message, signature):
    """Whether a DER signature over a message holds with a public key."""
    try:
        point = point_of(spki)
        pieces = der(signature)
        numbers = der(pieces[0].content)
        if point is None or len(pieces) != 1 or pieces[0].tag != 0x30 or len(numbers) != 2 or any(one.tag != 2 for one in numbers):
            return False
        r, s = (int.from_bytes(one.content, "big", signed=True) for one in numbers)
    except ValueError:
        return False
    if not (0 < r < N and 0 < s < N):
        return False
    e = int.from_bytes(hashlib.sha256(message).digest(), "big")
    w = pow(s, -1, N)
    found = add(times(e * w % N, G), times(r * w % N, point))
    return found is not None and found[0] % N == r


# ------------------------------------------------------------- DER and certificates


class Piece:
    def __init__(self, tag, data, content):
        self.tag, self.data, self.content = tag, data, content


def der(data):
    """The DER values that stand one after another in some bytes."""
    found, at = [], 0
    while at < len(data):
        if at + 2 > len(data):
            raise ValueError("cut short")
        length, start = data[at + 1], at + 2
        if length >= 0x80:
            count = length - 0x80
            if count == 0 or count > 4 or start + count > len(data):
                raise ValueError("bad length")
            length, start = int.from_bytes(data[start:start + count], "big"), start + count
        if start + length > len(data):
            raise ValueError("cut short")
        found.append(Piece(data[at], data[at:start + length], data[start:start + length]))
        at = start + length
    return found


class Certificate:
    def __init__(self, data):
        whole = der(data)
        if len(whole) != 1 or whole[0].tag != 0x30:
            raise ValueError("no certificate")
        body, _algorithm, bits = der(whole[0].content)
        parts = der(body.content)
        if parts[0].tag != 0xA0 or bits.tag != 3 or bits.content[:1] != b"\0":
            raise ValueError("no certificate")
        self.data, self.body, self.key, self.signature = data, body.data, parts[6].data, bits.content[1:]


def certificate(data):
    try:
        return Certificate(data)
    except (ValueError, IndexError):
        return None


def issued(authority, other):
    return holds(authority.key, other.body, other.signature)


# ------------------------------------------------------------- faults


class Fault(Exception):
    def __init__(self, where, note, word="broken"):
        super().__init__(note)
        self.where, self.note, self.word = where, note, word


def cannot_tell(where, note):
    return Fault(where, note, "cannot-tell")


# ------------------------------------------------------------- section 7: the bundle

NAME = re.compile(r"README\.txt|bundle\.json|certificates\.pem|checkpoints\.json|events/[a-z0-9-]+\.jsonl|files/[0-9a-f]{64}|people\.json|signed\.pdf|verify\.mjs")
MOST = 1 << 31


def unzip(data):
    def check(right, note):
        if not right:
            raise Fault("archive", note)

    end = len(data) - 93
    check(end >= 0 and data[end:end + 4] == b"PK\5\6", "no end record in its place")
    disk, start_disk, here, count, size, start, comment = struct.unpack("<HHHHIIH", data[end + 4:end + 22])
    check(comment == 71 and data[end + 22:] == digest(data[:end + 22]).encode("ascii"), "the comment is not the digest of the rest")
    check(disk == 0 and start_disk == 0 and here == count and start + size == end, "the central directory is not in its place")
    files, at, offset, total = {}, start, 0, 0
    for _ in range(count):
        check(data[at:at + 4] == b"PK\1\2" and at + 46 <= end, "an entry of the central directory is missing")
        central = data[at:at + 46]
        method, = struct.unpack("<H", central[10:12])
        packed, length, name_length = struct.unpack("<IIH", central[20:30])
        local = data[offset:offset + 30]
        check(local[:4] == b"PK\3\4" and local[4:30] == central[6:32], "a local header differs from the central directory")
        check(central[30:36] == bytes(6) and struct.unpack("<I", central[42:46])[0] == offset, "an entry is not in its place")
        raw = data[at + 46:at + 46 + name_length]
        check(data[offset + 30:offset + 30 + name_length] == raw, "an entry has two names")
        name = raw.decode("latin-1")
        check(NAME.fullmatch(name) is not None and name not in files, "a name is unknown or stands twice")
        begin = offset + 30 + name_length
        check(begin + packed <= start, "an entry is cut short")
        content = data[begin:begin + packed]
        total += length
        if total > MOST:
            raise cannot_tell("archive", "larger than this verifier reads")
        if method == 8:
            unpacker = zlib.decompressobj(-15)
            try:
                content = unpacker.decompress(content, length + 1)
            except zlib.error:
                check(False, "an entry cannot be unpacked")
        check(method in (0, 8) and len(content) == length, "an entry has another length")
        files[name] = content
        offset, at = begin + packed, at + 46 + name_length
    check(offset == start and at == end, "bytes belong to nothing")
    return files


def read_folder(folder):
    files = {}
    for where, _folders, names in os.walk(folder):
        for one in names:
            path = os.path.join(where, one)
            name = os.path.relpath(path, folder).replace(os.sep, "/")
            if NAME.fullmatch(name):
                with open(path, "rb") as file:
                    files[name] = file.read()
    return files


def local_name(stream):
    return stream.split("/", 1)[1] if "/" in stream else stream


def stream_file(stream):
    return "events/" + local_name(stream).replace(":", "-") + ".jsonl"


def is_formed(entry):
    names = "v kind agreement title at installation party role streams files digest"
    if not has_exactly(entry, names) or not is_id(entry["agreement"]) or not is_id(entry["party"]) or not is_time(entry["at"]):
        return False
    if not (entry["title"] is None or is_text(entry["title"])) or not (entry["installation"] is None or is_digest(entry["installation"])):
        return False
    if entry["role"] not in ("lead", "contributor", "counsel", "signatory", "reader"):
        return False
    files, streams = entry["files"], entry["streams"]
    if not isinstance(files, list) or not isinstance(streams, list) or not streams:
        return False
    for one in files:
        if not has_exactly(one, "name bytes digest") or not is_text(one["name"]) or not NAME.fullmatch(one["name"]) or one["name"] == "bundle.json" or not is_whole(one["bytes"], 0) or not is_digest(one["digest"]):
            return False
    for one in streams:
        if not has_exactly(one, "stream file events head") or not is_text(one["stream"]) or not is_whole(one["events"], 1) or not is_digest(one["head"]):
            return False
        agreement, _, local = one["stream"].partition("/")
        kind, _, of = local.partition(":")
        readable = local == "shared" or local == "party:" + entry["party"] or (kind == "caucus" and is_id(of)) or (entry["role"] == "counsel" and local == "counsel:" + entry["party"])
        if agreement != entry["agreement"] or not readable or one["file"] != stream_file(one["stream"]):
            return False
    named = [one["name"] for one in files]
    of_streams = [one["file"] for one in streams]
    return ascending(named) and ascending([one["stream"] for one in streams]) and set(of_streams) <= set(named) and all(name in of_streams for name in named if name.startswith("events/"))


def read_list(files):
    if "bundle.json" not in files:
        raise cannot_tell("bundle.json", "it is not there")
    entry = parse_canonical(files["bundle.json"])
    if not isinstance(entry, dict):
        raise Fault("bundle.json", "it is not canonical")
    if entry.get("digest") != value_digest({name: entry[name] for name in entry if name != "digest"}):
        raise Fault("bundle.json", "its digest is not right")
    if not is_one(entry.get("v")) or entry.get("kind") != "entente-bundle":
        raise cannot_tell("bundle.json", "another version")
    if not is_formed(entry):
        raise Fault("bundle.json", "it is not formed as it should be")
    return entry


def check_contents(entry, files, is_zip):
    listed = {one["name"] for one in entry["files"]} | {"bundle.json"}
    extra = sorted(set(files) - listed)
    if not is_zip:
        for name in extra:
            del files[name]
    for one in entry["files"]:
        data = files.get(one["name"])
        if data is None or len(data) != one["bytes"] or digest(data) != one["digest"]:
            raise Fault(one["name"], "missing or changed")
    if is_zip and extra:
        raise Fault(extra[0], "not listed")


# ------------------------------------------------------------- sections 3 and 4: events, files, people


def is_event(value):
    return (has_exactly(value, "v stream seq kind at actor onBehalfOf body prev hash") and is_number(value["v"]) and is_number(value["seq"])
            and all(is_text(value[name]) for name in ("stream", "kind", "at", "onBehalfOf", "hash"))
            and isinstance(value["actor"], dict) and isinstance(value["body"], dict) and (value["prev"] is None or is_text(value["prev"])))


def read_stream(entry, files):
    """The events of a stream and the first fault of its chain, None if there is none."""
    events, fault, local = [], None, local_name(entry["stream"])
    data = files.get(entry["file"], b"")
    lines = data.split(b"\n")
    rest = lines.pop()
    if rest:
        lines.append(None)
    before = None
    for n, line in enumerate(lines, 1):
        value = parse_canonical(line)
        if not is_event(value):
            fault = fault or Fault("event %d of %s" % (n, local), "it cannot be read")
            break
        right = (value["seq"] == n and value["v"] == 1 and value["stream"] == entry["stream"] and value["prev"] == before
                 and value["hash"] == value_digest({name: value[name] for name in value if name != "hash"}))
        if not right:
            fault = fault or Fault("event %d of %s" % (n, local), "the chain does not hold here")
        events.append(value)
        before = value["hash"]
    if fault is None:
        if len(events) < entry["events"]:
            fault = Fault("event %d of %s" % (len(events) + 1, local), "it is missing")
        elif len(events) > entry["events"]:
            fault = Fault("event %d of %s" % (entry["events"] + 1, local), "one too many")
        elif before != entry["head"]:
            fault = Fault("event %d of %s" % (entry["events"], local), "the list names another hash")
    return events, fault


NAMES_FILES = {
    "document-drafted": ["digest"], "clause-rewritten": ["digest"], "turn-sent": ["digest"], "version-cleared": ["digest"], "proposal-decided": ["digest"],
    "proposal-made": ["steps"], "agreement-sealed": ["digest", "pdf"], "agreement-signed": ["sealed", "base", "pdf"],
}
NAMES_NONE = set("""agreement-created agreement-named parties-described facts-answered facts-withdrawn finding-set-aside finding-reopened signing-declined
agreement-reopened party-joined seat-granted seat-ended person-erased turn-taken clause-answered answer-stated comment-made issue-noted issue-settled page-understood clearance-withdrawn
finding-waived waiver-ended obligation-reported""".split())


def file_of(files, said):
    return files.get("files/" + said[7:]) if is_digest(said) else None


def check_files(events, files):
    named = {"files/" + event["body"][member][7:] for event in events for member in NAMES_FILES.get(event["kind"], []) if is_digest(event["body"].get(member))}
    all_known = all(event["kind"] in NAMES_FILES or event["kind"] in NAMES_NONE for event in events)
    for name in sorted(named | {name for name in files if name.startswith("files/")}):
        if name not in files:
            raise Fault(name, "an event names it and it is missing")
        if sha(files[name]) != name[6:]:
            raise Fault(name, "its bytes have another digest")
        if name not in named and all_known:
            raise Fault(name, "no event names it")


def commitments(value, found):
    if isinstance(value, list):
        for one in value:
            commitments(one, found)
    elif isinstance(value, dict):
        if is_text(value.get("person")) and is_text(value.get("commitment")):
            found.setdefault(value["person"], set()).add(value["commitment"])
        for one in value.values():
            commitments(one, found)
    return found


def check_people(events, files):
    people = parse_canonical(files.get("people.json"))
    if not isinstance(people, list) or not all(
            has_exactly(one, "id salt details") and is_id(one["id"]) and is_salt(one["salt"]) and isinstance(one["details"], dict) and all(is_text(text) for text in one["details"].values()) for one in people):
        raise Fault("people.json", "not a list of people")
    if not ascending([one["id"] for one in people]):
        raise Fault("people.json", "not in order")
    said = {}
    for event in events:
        commitments([event["actor"], event["body"]], said)
    for one in people:
        if value_digest({"salt": one["salt"], "value": one["details"]}) not in said.get(one["id"], ()):
            raise Fault("person " + one["id"], "nothing commits to these details")


# ------------------------------------------------------------- section 5: checkpoints


def is_noted(value):
    if not has_exactly(value, "checkpoint openings") or not isinstance(value["openings"], list):
        return False
    one = value["checkpoint"]
    return (has_exactly(one, "v kind agreement n at installation leaves root prev algorithm key certificate signature") and is_one(one["v"]) and one["kind"] == "entente-checkpoint"
            and one["algorithm"] == "ecdsa-p256-sha256" and is_id(one["agreement"]) and is_whole(one["n"], 1) and is_time(one["at"]) and is_digest(one["installation"])
            and isinstance(one["leaves"], list) and len(one["leaves"]) > 0 and all(is_digest(leaf) for leaf in one["leaves"]) and is_digest(one["root"])
            and (one["prev"] is None or is_digest(one["prev"])) and all(from_base64(one[name]) is not None for name in ("key", "certificate", "signature"))
            and all(has_exactly(opening, "stream seq hash salt") and is_text(opening["stream"]) and is_whole(opening["seq"], 1) and is_digest(opening["hash"]) and is_salt(opening["salt"]) for opening in value["openings"]))


STREAM = re.compile(r"shared|(?:party|counsel|caucus):[a-z0-9][a-z0-9-]{0,63}")


def check_alone(noted, agreement, authorities, where, word="broken"):
    """Rules 2 to 4; gives False if the authority is not known."""
    one = noted["checkpoint"]

    def check(right, note):
        if not right:
            raise Fault(where, note, word)

    check(one["agreement"] == agreement, "of another agreement")
    check(ascending(one["leaves"]), "leaves not in order")
    check(one["root"] == value_digest(one["leaves"]), "wrong root")
    seen = set()
    for opening in noted["openings"]:
        of, _, local = opening["stream"].partition("/")
        check(of == agreement and STREAM.fullmatch(local) is not None and opening["stream"] not in seen, "an opening names no stream of the agreement, or one twice")
        seen.add(opening["stream"])
        check(value_digest({name: opening[name] for name in ("hash", "salt", "seq", "stream")}) in one["leaves"], "an opening opens no leaf")
    key = from_base64(one["key"])
    check(holds(key, canonical({name: one[name] for name in one if name != "signature"}).encode("utf-8"), from_base64(one["signature"])), "the signature does not hold")
    own = certificate(from_base64(one["certificate"]))
    check(own is not None and own.key == key, "the certificate is of another key")
    authority = next((other for other in authorities if digest(other.data) == one["installation"]), None)
    if authority is not None:
        check(issued(authority, own), "the authority did not issue the certificate")
    return authority is not None


def compare(list_of_noted, streams):
    notes = sorted(((opening["stream"], opening["seq"], noted["checkpoint"]["n"], opening["hash"]) for noted in list_of_noted for opening in noted["openings"]))
    current, start = None, 1
    for stream, seq, n, hash_ in notes:
        if stream != current:
            current, start = stream, 1
        events = streams.get(stream, [])
        gone = seq > len(events)
        if gone or events[int(seq) - 1]["hash"] != hash_:
            place = "event %d" % start if start == seq else "events %d to %d" % (start, seq)
            raise Fault("%s of %s" % (place, local_name(stream)), "not what checkpoint %d noted" % n)
        start = int(seq) + 1


def check_checkpoints(noted_list, agreement, streams, authorities):
    if not isinstance(noted_list, list):
        raise Fault("checkpoints.json", "not a canonical list")
    if not noted_list:
        raise cannot_tell("checkpoints.json", "there are none")
    unknown, before = None, None
    for k, noted in enumerate(noted_list, 1):
        where = "checkpoint %d" % k
        if not is_noted(noted):
            raise Fault(where, "not formed as a checkpoint")
        if not check_alone(noted, agreement, authorities, where) and unknown is None:
            unknown = cannot_tell(where, "its authority is not here")
        prev = None if before is None else value_digest(before["checkpoint"])
        earlier = {} if before is None else {opening["stream"]: opening["seq"] for opening in before["openings"]}
        if noted["checkpoint"]["n"] != k or noted["checkpoint"]["prev"] != prev or any(opening["seq"] < earlier.get(opening["stream"], 0) for opening in noted["openings"]):
            raise Fault(where, "it does not follow the one before")
        before = noted
    compare(noted_list, streams)
    if unknown is not None:
        raise unknown


# ------------------------------------------------------------- section 6: what was signed


def check_consents(shared, files):
    sealed, last, signed, seals = None, None, 0, 0
    for event in shared:
        body, where = event["body"], "event %d of shared" % event["seq"]
        if event["kind"] == "agreement-sealed":
            sealed = last = body.get("pdf")
            signed, seals = 0, seals + 1
        elif event["kind"] == "agreement-reopened":
            sealed, last, signed = None, None, 0
        elif event["kind"] == "agreement-signed":
            if sealed is None or body.get("sealed") != sealed:
                raise Fault(where, "the consent names another file")
            base, pdf = file_of(files, body.get("base")), file_of(files, body.get("pdf"))
            if body.get("base") != last or base is None or pdf is None or len(pdf) <= len(base) or not pdf.startswith(base):
                raise Fault(where, "the signed file does not begin with the one before")
            last, signed = body["pdf"], signed + 1
    copy = files.get("signed.pdf")
    if (signed == 0 and copy is not None) or (signed > 0 and (copy is None or digest(copy) != last)):
        raise Fault("signed.pdf", "not the newest signed file")
    return seals > 0


RANGE = re.compile(rb"/ByteRange \[0 +([0-9]+) +([0-9]+) +([0-9]+) *\]")
MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")


def check_signature(pdf, base_length, authorities, where):
    """False if the authority of the signature is not known."""
    def check(right, note):
        if not right:
            raise Fault(where, note)

    found = RANGE.search(pdf, base_length)
    check(found is not None, "there is no signature")
    a, b, c = (int(one) for one in found.groups())
    check(base_length <= a < b <= len(pdf) and b + c == len(pdf) and pdf[a:a + 1] == b"<" and pdf[b - 1:b] == b">", "the signature does not cover the whole file")
    digits = pdf[a + 1:b - 1]
    check(re.fullmatch(rb"(?:[0-9a-fA-F]{2})+", digits) is not None, "the signature cannot be read")
    value = bytes.fromhex(digits.decode("ascii"))
    try:
        length = value[1] + 2 if value[1] < 0x80 else int.from_bytes(value[2:2 + value[1] - 0x80], "big") + 2 + value[1] - 0x80
        check(not any(value[length:]), "something stands behind the signature")
        content = der(der(value[:length])[0].content)[1].content
        signed_data = der(der(content)[0].content)
        certificates = der(next(one for one in signed_data if one.tag == 0xA0).content)
        signers = der(signed_data[-1].content)
        info = der(signers[0].content)
        attributes = next(one for one in info if one.tag == 0xA0)
        said = next(pair for pair in (der(one.content) for one in der(attributes.content)) if pair[0].data == MESSAGE_DIGEST)
        check(len(signers) == 1 and der(said[1].content)[0].content == hashlib.sha256(pdf[:a] + pdf[b:]).digest(), "the signed bytes are others")
        signer = Certificate(certificates[0].data)
        signature = next(one for one in info if one.tag == 0x04).content
        check(holds(signer.key, b"\x31" + attributes.data[1:], signature), "the signature does not hold")
    except (ValueError, IndexError, StopIteration):
        raise Fault(where, "the signature cannot be read") from None
    return any(issued(authority, signer) for authority in authorities)


def check_signatures(shared, files, authorities):
    unknown, count = None, 0
    for event in shared:
        if event["kind"] != "agreement-signed":
            continue
        where = "event %d of shared" % event["seq"]
        base, pdf = file_of(files, event["body"].get("base")), file_of(files, event["body"].get("pdf"))
        if base is None or pdf is None:
            raise Fault(where, "its file is missing")
        if not check_signature(pdf, len(base), authorities, where) and unknown is None:
            unknown = cannot_tell(where, "its authority is not here")
        count += 1
    if unknown is not None:
        raise unknown
    return count > 0


# ------------------------------------------------------------- section 8: judging


def check_against(data, noted_list, agreement, streams, authorities):
    try:
        noted = parse_json(data)
    except (ValueError, RecursionError):
        noted = None
    if isinstance(noted, dict) and "checkpoint" not in noted:
        noted = {"checkpoint": noted, "openings": []}
    if not is_noted(noted):
        raise cannot_tell("against", "this is not a checkpoint")
    if not check_alone(noted, agreement, authorities, "against", "cannot-tell"):
        raise cannot_tell("against", "its authority is not here")
    n = noted["checkpoint"]["n"]
    for other in noted_list if isinstance(noted_list, list) else []:
        if is_noted(other) and other["checkpoint"]["n"] == n and other["checkpoint"] != noted["checkpoint"]:
            raise Fault("checkpoint %d" % n, "the bundle holds another one")
    compare([noted], streams)


def verify(path, against=None):
    parts = []

    def judge(name, work):
        try:
            there = work()
            parts.append({"part": name, "word": "none" if there is False else "intact"})
            return True
        except Fault as fault:
            parts.append({"part": name, "word": fault.word, "where": fault.where, "note": fault.note})
            return False

    state = {}
    is_zip = not os.path.isdir(path)

    def open_archive():
        if not is_zip:
            state["files"] = read_folder(path)
            return False
        with open(path, "rb") as file:
            state["files"] = unzip(file.read())
        return True

    def contents():
        state["list"] = read_list(state["files"])
        check_contents(state["list"], state["files"], is_zip)

    if judge("archive", open_archive):
        judge("contents", contents)
    if "list" in state:
        files, entry = state["files"], state["list"]
        read = [(one["stream"], *read_stream(one, files)) for one in entry["streams"]]
        streams = {name: events for name, events, _ in read}
        everything = [event for _, events, _ in read for event in events]
        shared = streams.get(entry["agreement"] + "/shared", [])
        blocks = re.findall(r"-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----", files.get("certificates.pem", b"").decode("latin-1"))
        authorities = [one for one in (certificate(base64.b64decode("".join(block.split()))) for block in blocks) if one is not None]

        def events():
            for _, _, fault in read:
                if fault is not None:
                    raise fault

        judge("events", events)
        judge("files", lambda: check_files(everything, files))
        judge("people", lambda: check_people(everything, files))
        noted_list = parse_canonical(files.get("checkpoints.json"))
        judge("checkpoints", lambda: check_checkpoints(noted_list, entry["agreement"], streams, authorities))
        judge("consents", lambda: check_consents(shared, files))
        judge("signatures", lambda: check_signatures(shared, files, authorities))
        if against is not None:
            judge("against", lambda: check_against(against, noted_list, entry["agreement"], streams, authorities))
    words = [part["word"] for part in parts]
    return {"verdict": "broken" if "broken" in words else "cannot-tell" if "cannot-tell" in words else "intact", "parts": parts}


def main(arguments):
    against = None
    if "--against" in arguments:
        at = arguments.index("--against")
        with open(arguments[at + 1], "rb") as file:
            against = file.read()
        del arguments[at:at + 2]
    result = verify(arguments[0], against)
    print(json.dumps(result, indent=1))
    return {"intact": 0, "broken": 1, "cannot-tell": 2}[result["verdict"]]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
