"""The drawn hands: bones keep their length, shapes show what is said of them, clips say what they are."""

import itertools
import math
import re
import struct

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from wagtail.models import Collection

from core.models import Clip
from phrasebook.lookup import PER_PAGE
from phrasebook.models import Sign
from tools.hands import film, make_clips, reaching, skeleton
from tools.hands.shapes import SHAPES
from tools.hands.skeleton import BONES, FINGERS, KNUCKLES, THUMB_BONES, Finger, Pose, Thumb
from training.demo import films, source
from training.demo.empty import empty, remove_collections

WRIST, THUMB_TIP = 0, 4
KNUCKLE = {name: 5 + 4 * place for place, name in enumerate(FINGERS)}
TIP = {name: knuckle + 3 for name, knuckle in KNUCKLE.items()}
LONG_SIDE, MOST_FILM, MOST_POSTER = 480, 40_000, 15_000
SHOWN = {shape.letter: shape for shape in SHAPES}
each_shape = pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.key)
each_clip = pytest.mark.parametrize("clip", source.clips()[0].values(), ids=lambda clip: clip["key"])

angles = st.floats(-90, 120)
fingers = st.builds(Finger, angles, angles, angles, st.floats(-30, 30))
thumbs = st.builds(Thumb, angles, angles, angles, angles, angles)
directions = st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda vector: skeleton.length(vector) > 0.1)


@st.composite
def poses(draw):
    up, palm = draw(directions), draw(directions)
    if skeleton.length(skeleton.cross(skeleton.unit(up), skeleton.unit(palm))) < 0.5:
        up, palm = (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
    return Pose(*[draw(fingers) for _name in FINGERS], draw(thumbs), up, palm)


def distance(a, b):
    return skeleton.length(skeleton.minus(a, b))


def bones(points):
    """The length of every bone, and how far each knuckle is from the wrist."""
    lengths = [distance(points[1 + bone], points[2 + bone]) for bone in range(3)]
    for name in FINGERS:
        lengths += [distance(points[KNUCKLE[name] + bone], points[KNUCKLE[name] + bone + 1]) for bone in range(3)]
        lengths.append(distance(points[WRIST], points[KNUCKLE[name]]))
    return lengths


EXPECTED = [*THUMB_BONES] + [length for name in FINGERS for length in (*BONES[name], skeleton.length(KNUCKLES[name]))]


@given(poses())
def test_however_a_hand_is_posed_its_bones_keep_their_lengths(pose):
    points = skeleton.landmarks(pose)
    assert len(points) == 21
    assert bones(points) == pytest.approx(EXPECTED)


@given(poses(), st.floats(0, 1))
def test_on_the_way_into_a_pose_no_bone_is_stretched(pose, share):
    assert bones(skeleton.landmarks(skeleton.between(film.relaxed(pose), pose, share))) == pytest.approx(EXPECTED)


@given(poses())
def test_the_way_begins_relaxed_and_ends_in_the_pose(pose):
    for share, expected in ((0, film.relaxed(pose)), (1, pose)):
        reached = skeleton.landmarks(skeleton.between(film.relaxed(pose), pose, share))
        for point, other in zip(reached, skeleton.landmarks(expected), strict=True):
            assert point == pytest.approx(other, abs=1e-3)


@given(poses())
def test_the_thumb_is_on_the_left_of_a_right_hand_held_up_to_oneself(pose):
    radial, up, palm = skeleton.axes(pose)
    assert skeleton.cross(up, palm) == pytest.approx(radial)
    assert abs(skeleton.dot(up, palm)) < 1e-9


possible = st.builds(Thumb, **{joint: st.floats(*limits) for joint, limits in reaching.LIMITS.items()})


@given(possible)
@settings(max_examples=25, deadline=None)
def test_where_a_thumb_can_be_the_search_finds_a_thumb_that_is_there(thumb):
    place = skeleton.thumb_points(thumb)[3]
    found = reaching.reach.__wrapped__(place)
    assert distance(skeleton.thumb_points(found)[3], place) < 6
    assert all(low <= getattr(found, joint) <= high for joint, (low, high) in reaching.LIMITS.items())
    assert reaching.reach.__wrapped__(place) == found


# What each handshape must show, read off its 21 points as the viewer sees them.


def points(letter):
    return skeleton.landmarks(SHOWN[letter].pose)


def direction(letter, name):
    """Where a finger points, from its knuckle to its tip."""
    seen = points(letter)
    return skeleton.unit(skeleton.minus(seen[TIP[name]], seen[KNUCKLE[name]]))


def stretched(letter):
    """The fingers that are stretched out: their tip is nearly as far from the knuckle as it can be."""
    seen = points(letter)
    return {name for name in FINGERS if distance(seen[TIP[name]], seen[KNUCKLE[name]]) > 0.93 * sum(BONES[name])}


@pytest.mark.parametrize(
    ("letters", "names"),
    [
        ("A", ""),
        ("D", ""),
        ("G I L R 1", "index"),
        ("F H K V X 2", "index middle"),
        ("W", "index middle ring"),
        ("B U 4 5", "index middle ring little"),
        ("E P 3", "middle ring little"),
        ("T Z", "index little"),
        ("Y 6", "little"),
        ("C J M N O Q 9", ""),
    ],
)
def test_the_fingers_named_are_stretched_and_no_others(letters, names):
    for letter in letters.split():
        assert (letter, stretched(letter)) == (letter, set(names.split()))


@pytest.mark.parametrize("letter", ["E", "F", "G", "R", "Z"])
def test_letters_that_point_to_the_signers_left_point_right_for_the_viewer_who_sees_the_back(letter):
    pose = SHOWN[letter].pose
    assert direction(letter, "little" if letter == "E" else "index")[0] > 0.9
    assert skeleton.axes(pose)[2][2] < -0.8


@pytest.mark.parametrize("letter", list("BHILUVWXY1245"))
def test_letters_whose_palm_faces_forward_show_it(letter):
    assert skeleton.axes(SHOWN[letter].pose)[2][2] > 0.9


@pytest.mark.parametrize("letter", ["C", "K", "O", "Q", "9"])
def test_letters_whose_thumb_side_faces_the_signer_turn_it_away_from_the_viewer(letter):
    assert skeleton.axes(SHOWN[letter].pose)[0][2] < -0.8


@pytest.mark.parametrize("letter", ["A", "R"])
def test_the_thumb_stands_upright(letter):
    seen = points(letter)
    thumb = skeleton.unit(skeleton.minus(seen[THUMB_TIP], seen[2]))
    assert thumb[1] > 0.9


@pytest.mark.parametrize(
    ("letter", "name"),
    [("E", "index"), ("P", "index"), ("O", "middle"), ("Q", "index"), ("T", "middle"), ("3", "index")],
)
def test_where_tips_meet_they_touch(letter, name):
    seen = points(letter)
    thick = skeleton.FLESH["thumb"][3] + skeleton.FLESH[name][3]
    assert distance(seen[THUMB_TIP], seen[TIP[name]]) == pytest.approx(thick, abs=3)


def test_fingers_side_by_side_are_closer_than_fingers_apart():
    def gap(letter):
        return distance(points(letter)[TIP["index"]], points(letter)[TIP["middle"]])

    assert gap("H") < 25
    assert gap("B") < 25
    assert gap("V") > 45


def test_the_crossed_fingers_cross_and_the_letter_k_has_a_right_angle():
    assert points("H")[TIP["index"]][0] > points("H")[TIP["middle"]][0]
    assert points("X")[TIP["index"]][0] < points("X")[TIP["middle"]][0]
    assert abs(skeleton.dot(direction("K", "index"), direction("K", "middle"))) < 0.1


# The pictures.


@each_shape
def test_every_picture_carries_the_warning_whatever_the_hand_does(shape):
    size, height = 120, round(120 * film.BAR / film.SIZE)
    with Image.open(film.WARNING) as warning:
        bar = warning.convert("RGB").resize((size, height), Image.Resampling.LANCZOS)
    for share in (0.0, 1.0):
        picture = film.frame(shape, share, size)
        assert picture.crop((0, 0, size, height)).tobytes() == bar.tobytes()


@each_shape
def test_the_whole_hand_is_in_the_picture(shape):
    scale = film.POINTS_A_MILLIMETRE
    seen = skeleton.landmarks(shape.pose)
    for axis in (0, 1):
        low, high = min(p[axis] for p in seen), max(p[axis] for p in seen)
        assert (high - low) * scale < film.SIZE - film.BAR - 30


def test_the_same_picture_twice_is_the_same_and_the_way_there_is_seen():
    shape = SHOWN["V"]
    first, again = film.frame(shape, 0.4, 120), film.frame(shape, 0.4, 120)
    assert first.tobytes() == again.tobytes()
    assert ImageChops.difference(film.frame(shape, 0.0, 120), film.frame(shape, 1.0, 120)).getbbox()


def test_a_clip_goes_into_the_shape_stays_and_comes_back_in_two_to_three_seconds():
    shares = film.shares()
    assert shares[0] == shares[-1] == 0
    assert shares.count(1.0) / film.RATE >= 1
    assert max(abs(a - b) for a, b in itertools.pairwise(shares)) < 0.12
    assert 2 <= film.seconds() <= 3


# The clips as they are delivered.


def test_the_list_is_the_one_the_shapes_give():
    assert make_clips.MANIFEST.read_text(encoding="utf-8") == make_clips.manifest()


@each_clip
def test_every_listed_clip_has_its_film_and_poster_small_enough_for_a_phone(clip):
    film_bytes = (source.CLIPS / clip["file"]).read_bytes()
    assert film_bytes[4:8] == b"ftyp"
    # The index lies before the pictures, so that it plays while it arrives.
    assert film_bytes.index(b"moov") < film_bytes.index(b"mdat")
    # The head of the film says how long it is: one that broke off while it was made is found here.
    head = film_bytes.index(b"mvhd")
    ticks_a_second, ticks = struct.unpack(">II", film_bytes[head + 16 : head + 24])
    assert ticks / ticks_a_second == pytest.approx(clip["seconds"], abs=0.01)
    assert len(film_bytes) <= MOST_FILM
    assert (source.CLIPS / clip["poster"]).stat().st_size <= MOST_POSTER
    with Image.open(source.CLIPS / clip["poster"]) as poster:
        assert poster.size == (clip["width"], clip["height"]) == (LONG_SIDE, LONG_SIDE)


def test_nothing_lies_beside_the_clips_that_is_not_listed():
    listed = {clip[kind] for clip in source.clips()[0].values() for kind in ("file", "poster")}
    assert {path.name for path in source.CLIPS.iterdir()} == listed | {"clips.toml"}


@each_clip
def test_every_drawn_handshape_names_the_words_it_follows(clip):
    assert len(clip["described"]) > 8
    assert re.search("指|拳", clip["described"])
    assert clip["norm"] == ("GF 0021-2019" if clip["key"].startswith("sl-f-") else clip["norm"])
    assert clip["norm"]


# The demonstration.


def placeholders():
    return Sign.objects.filter(scenario__slug="finger-spelling")


def test_every_letter_and_number_is_an_entry_and_what_is_not_drawn_stays_a_slot(demo):
    keys = set(placeholders().values_list("key", flat=True))
    assert {f"sl-f-{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"} <= keys
    assert {f"sl-n-{number}" for number in range(11)} <= keys
    assert set(placeholders().values_list("status", flat=True)) == {Sign.Status.TO_FILM}
    assert set(placeholders().filter(clip=None).values_list("key", flat=True)) == keys - set(source.clips()[0])


def test_every_clip_of_the_demonstration_is_a_marked_placeholder_with_all_a_player_needs(demo):
    made = list(Clip.objects.filter(collection__name=films.COLLECTION).select_related("collection"))
    assert len(made) == len(source.clips()[0])
    for clip in made:
        assert clip.placeholder
        assert "未经聋人审核" in clip.credit
        assert (clip.type, clip.width, clip.height) == ("video", LONG_SIDE, LONG_SIDE)
        assert 2 <= clip.duration <= 3
        assert clip.file.size
        assert clip.thumbnail.size
        clip.full_clean()


def test_wherever_a_placeholder_is_shown_the_warning_is_beside_it(demo, client):
    client.force_login(demo("JX001"))
    address = reverse("phrasebook:scenario", args=["finger-spelling"])
    pages = math.ceil(Sign.objects.filter(scenario__slug="finger-spelling").count() / PER_PAGE)
    shown = [client.get(address, {"page": number}).content.decode() for number in range(1, pages + 1)]
    page = "".join(each[each.index("<main") : each.index("</main")] for each in shown)
    assert page.count("<video") == len(source.clips()[0])
    assert page.count("badge-caution") == page.count("<video")
    assert page.count('class="sign-slot"') == placeholders().filter(clip=None).count()


def test_emptying_takes_the_clips_their_files_and_their_collection_away(
    demo, settings, tmp_path, django_capture_on_commit_callbacks
):
    # In a place of their own: the files of the demonstration that is loaded serve the other tests.
    settings.MEDIA_ROOT = tmp_path
    signs = source.courses()[1]["signs"]
    films.make_clips(signs, demo("JX102"))
    assert len(list(tmp_path.rglob("*.mp4"))) == len(list(tmp_path.rglob("*.webp"))) == len(source.clips()[0])
    with django_capture_on_commit_callbacks(execute=True):
        empty(keep_content=False, keep_posts=False)
    assert not Clip.objects.exists()
    assert not Collection.objects.filter(name=films.COLLECTION).exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_collection_in_which_somebody_keeps_a_clip_of_their_own_is_left(db):
    collection = Collection.get_first_root_node().add_child(name=films.COLLECTION)
    Clip.objects.create(title="自己的", type="video", file="media/own.mp4", collection=collection)
    remove_collections(films.COLLECTION)
    assert Collection.objects.filter(pk=collection.pk).exists()
