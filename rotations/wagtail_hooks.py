from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from .viewsets import PostViewSet

SWAPS = (
    ("asked", _("Ask to exchange posts"), _("Exchange of posts asked for")),
    ("agreed", _("Agree to an exchange of posts"), _("Exchange of posts agreed to")),
    ("declined", _("Decline an exchange of posts"), _("Exchange of posts declined")),
    ("done", _("Approve an exchange of posts"), _("Posts exchanged")),
    ("refused", _("Refuse an exchange of posts"), _("Exchange of posts refused")),
    ("taken_back", _("Take back an exchange of posts"), _("Exchange of posts taken back")),
    ("lapsed", _("Let an exchange of posts lapse"), _("Exchange of posts lapsed")),
)


@hooks.register("register_admin_viewset")
def posts():
    return PostViewSet("cms_posts", url_prefix="posts")


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action("rotations.post", _("Change what a post asks for"), _("Seats and requirements changed"))
    actions.register_action("rotations.leave", _("Enter a leave"), _("Leave entered"))
    actions.register_action("rotations.take_back_leave", _("Take a leave back"), _("Leave taken back"))
    actions.register_action("rotations.minimum", _("Change a minimum"), _("Minimum of a skill changed"))
    actions.register_action("rotations.place", _("Place somebody at a post"), _("Placed at a post"))
    actions.register_action("rotations.plan", _("Make a rotation plan"), _("Rotation plan made"))
    actions.register_action("rotations.drop_plan", _("Drop a rotation plan"), _("Rotation plan dropped"))
    actions.register_action("rotations.run", _("Let the planner plan"), _("Planner set to work"))
    actions.register_action("rotations.stop_run", _("Stop the planner"), _("Planner stopped"))
    actions.register_action("rotations.take_over", _("Take the planner's plan over"), _("Planner's plan taken over"))
    actions.register_action("rotations.sick", _("Replace somebody who is out"), _("Replaced somebody who is out"))
    actions.register_action("rotations.hand_in_plan", _("Hand a rotation plan in"), _("Rotation plan handed in"))
    actions.register_action("rotations.take_back_plan", _("Take a rotation plan back"), _("Rotation plan taken back"))
    actions.register_action("rotations.approve_plan", _("Approve of a rotation plan"), _("Rotation plan approved"))
    actions.register_action("rotations.publish", _("Publish a rotation plan"), _("Rotation plan published"))
    for state, done, label in SWAPS:
        actions.register_action(f"rotations.swap_{state}", done, label)
    actions.register_action("rotations.end", _("End a stay at a post"), _("Stay at a post ended"))
    actions.register_action("rotations.calendar", _("Enter a day of the calendar"), _("Day of the calendar entered"))
    actions.register_action(
        "rotations.calendar_removed", _("Remove a day of the calendar"), _("Day of the calendar removed")
    )
    actions.register_action("rotations.holidays", _("Enter public holidays"), _("Public holidays entered"))
    actions.register_action("rotations.settings", _("Set how a hall rotates"), _("Rotation settings changed"))
    actions.register_action("rotations.part", _("Add a part of the day"), _("Part of the day added"))
    actions.register_action("rotations.part_removed", _("Remove a part of the day"), _("Part of the day removed"))
    actions.register_action("rotations.seats", _("Enter seats at times"), _("Seats at times entered"))
    actions.register_action("rotations.seats_removed", _("Remove seats at times"), _("Seats at times removed"))
    actions.register_action("rotations.work_time", _("Enter a working time"), _("Working time entered"))
    actions.register_action("rotations.work_time_ended", _("End a working time"), _("Working time ended"))
    actions.register_action("rotations.wish", _("Make a wish"), _("Wish made"))
    actions.register_action("rotations.wish_taken_back", _("Take a wish back"), _("Wish taken back"))
    actions.register_action("rotations.pair", _("Pair two people"), _("Pair entered"))
    actions.register_action("rotations.pair_ended", _("End a pair"), _("Pair ended"))
    actions.register_action(
        "rotations.import", _("Import a file for the rotation"), _("File for the rotation imported")
    )
