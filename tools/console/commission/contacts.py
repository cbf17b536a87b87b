"""Contacts that come in: do they say what is so?"""

from tools.console.commission.sensors import text_of
from tools.console.commission.step import Step
from tools.console.commission.words import Skip, doubtful, ok, wrong

CONTACTS = {
    "hp_run": "Does the compressor run just now?",
    "hp_error": "Does the heat pump show an error just now?",
    "hp_defrost": "Does the heat pump defrost just now?",
    "flame": "Does the boiler burn just now, for tap water too?",
    "boiler_error": "Does the boiler show an error just now?",
    "thermostat": "Does the room thermostat call for heat just now?",
    "dim": "Is the grid operator's contact closed just now?",
    "sg_1": "Is the sender's first SG Ready contact closed just now?",
    "sg_2": "Is the sender's second SG Ready contact closed just now?",
}
YES, NO = "yes", "no"


class Contact(Step):
    """One contact, compared with what somebody sees."""

    about_s = 10
    moves = False

    def __init__(self, channel):
        self.channel = channel
        self.key = f"contact-{channel}"
        self.title = f"Contact: {text_of(channel)}"
        self.hint = CONTACTS[channel]

    def run(self, site):
        """See Step."""
        look = site.watch(5)[-1]
        if not look.good(self.channel):
            raise Skip("Not fitted.")
        value = look.v[self.channel]
        said = site.person.choose(f"contact:{self.channel}", CONTACTS[self.channel], (YES, NO))
        look = site.watch(5)[-1]
        measured = [("contact", YES if value else NO), ("seen", said or "nobody could say")]
        if said is None or look.v[self.channel] != value:
            return doubtful("Nobody compared it, or it moved meanwhile.", measured)
        if (said == YES) == bool(value):
            return ok("It says what is so.", measured)
        return wrong("It says the opposite.", f"inverted-contact:{self.channel}", measured)
