"""The interpreter's end of the channel to its host."""

from array import array

import vm_words as w


class Host:
    """One per interpreter. ``clock``: the host's time with its last answer, ms modulo 2^30."""

    def __init__(self):
        self._file = open(w.CHANNEL_FD, "r+b")
        self._request = array("i", bytes(4 * w.REQUEST))
        self.answer = array("i", bytes(4 * w.ANSWER))
        self.clock = 0

    def tell(self, word, a=0, b=0):
        """Say a word that has no answer."""
        request = self._request
        request[0] = word
        request[1] += 1
        request[2] = a
        request[3] = b
        self._file.write(request)

    def ask(self, word, a=0, b=0):
        """Say a word; the value of its answer, whose data then are in ``answer``."""
        self.tell(word, a, b)
        answer = self.answer
        wanted = self._request[1]
        while True:
            # Whole messages only; answers to questions that a Ctrl-C broke off are passed over.
            if not self._file.readinto(answer):
                raise SystemExit  # the host is gone
            if answer[0] == wanted:
                self.clock = answer[1]
                if answer[w.BREAK]:
                    raise KeyboardInterrupt
                return answer[2]

    def frame(self, frame):
        """Say an output frame."""
        self._request[w.DATA : w.DATA + len(frame)] = frame
        self.tell(w.WRITE)

    def end(self, word):
        """Say a word after which nothing happens here any more: the host ends this process."""
        while True:
            try:
                self.tell(word)
                while True:
                    if not self._file.readinto(self.answer):
                        raise SystemExit
            except KeyboardInterrupt:
                pass  # too late


host = Host()
