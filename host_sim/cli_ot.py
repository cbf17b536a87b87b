"""'tandem ot': OpenTherm frames and logs in plain words, and a gateway to talk to."""

import os
import stat
import sys

from host_sim.cli_words import UsageError, number

_MOST_SHOWN = 80  # characters of a word that is no file


def add_commands(parser):
    """Options of 'tandem ot' and its own commands."""
    commands = parser.add_subparsers(dest="ot_command", metavar="COMMAND", required=True)
    decode = commands.add_parser("decode", help="frames and logs in plain words", description=decode_command.__doc__)
    decode.add_argument(
        "sources",
        nargs="+",
        metavar="FILE|FRAME",
        help="a frame (8 hex digits, with T B R A or E before them or not), a file of frames or of a gateway's log,"
        " or - for standard input; a file that is named like a frame is ./NAME",
    )
    decode.set_defaults(run=decode_command)
    serve = commands.add_parser("serve", help="a simulated gateway on a TCP port", description=serve_command.__doc__)
    serve.add_argument("--port", default="25238", metavar="N", help="of 127.0.0.1 (default 25238)")
    serve.add_argument("--thermostat", metavar="KIND", help="on-off, modulating, remote or chatty (default none)")
    serve.add_argument("--emitter", default="lt", choices=["ht", "lt", "convector", "floor"], help="as of 'tandem sim'")
    serve.add_argument("--write", action="store_true", help="clients may set something; otherwise they only read")
    serve.add_argument("--speed", default="1", metavar="N", help="times real time, 0.1..1000 (default 1)")
    serve.set_defaults(run=serve_command)
    live = commands.add_parser("log", help="what a gateway says, in plain words", description=log_command.__doc__)
    live.add_argument("address", nargs="?", default="127.0.0.1:25238", metavar="HOST:PORT", help="default %(default)s")
    live.set_defaults(run=log_command)


def decode_command(args):
    """Say what OpenTherm frames mean, one line each. Lines of a log that are no frames are shown as they are.
    Exit codes: 0 all decoded, 1 a frame was bad or there was none, 2 bad input."""
    from host_sim.opentherm import log

    frames = checked = bad = 0
    for line in _lines(args.sources, log):
        frames += line.is_frame
        checked += line.is_frame or not line.good
        bad += not line.good
        _say(line.text)
    if bad or not frames:
        print(f"tandem: {f'{bad} of {checked} frames are bad' if bad else 'no frame found'}", file=sys.stderr)
        return 1
    return 0


def serve_command(args):
    """A winter's house in the simulator that speaks the text protocol of the OpenTherm Gateway on a TCP port of this
    machine, until Ctrl-C. Exit codes: 0 ended, 2 bad input or the port cannot be had."""
    port = number(args.port, 0, 65535, "--port", int)
    speed = number(args.speed, 0.1, 1000.0, "--speed")
    from host_sim.opentherm import server, thermostat

    if args.thermostat is not None and args.thermostat not in thermostat.KINDS:
        known = ", ".join(thermostat.KINDS)
        raise UsageError(f"--thermostat: unknown kind '{args.thermostat}'; known: {known}")
    try:
        sock = server.listen(port)
    except OSError as error:
        raise UsageError(f"ot serve: port {port} of {server.LOCAL}: {(error.strerror or 'unusable').lower()}") from None
    with sock:
        print("tandem: building the house", file=sys.stderr, flush=True)
        simulation = server.winter_house(args.thermostat, args.emitter)
        print(f"serving {server.LOCAL}:{sock.getsockname()[1]}, Ctrl-C ends it", flush=True)
        server.serve(simulation, sock, (server.LOCAL,) if args.write else (), speed)
    return 0


def log_command(args):
    """Show what a gateway on the network says, each frame in plain words, until Ctrl-C or until it hangs up. Nothing is
    sent. Exit codes: 0 frames were seen, 1 none was, 2 it cannot be reached."""
    import socket

    from host_sim.opentherm import log

    host, _, port_text = args.address.rpartition(":")
    if not host:
        raise UsageError(f"ot log: '{args.address}' is not HOST:PORT")
    port = number(port_text, 1, 65535, "ot log: port", int)
    try:
        connection = socket.create_connection((host.strip("[]"), port), timeout=10.0)
    except OSError as error:
        raise UsageError(f"ot log: cannot reach {args.address}: {error.strerror or error}") from None
    frames = 0
    with connection, connection.makefile("rb") as file:
        connection.settimeout(None)
        try:
            for line in map(log.decode, _text(file)):
                frames += line.is_frame
                _say(line.text)
        except (KeyboardInterrupt, ConnectionError):
            pass
    return 0 if frames else 1


def _lines(sources, log):
    """Every line of all sources, decoded. All sources are looked at before the first is read."""
    for source in sources:
        if not log.is_frame(source) and source != "-" and (problem := _unusable(source)):
            raise UsageError(f"ot decode: '{source[:_MOST_SHOWN]}' {problem}")
    for source in sources:
        if log.is_frame(source):
            yield log.frame_line(source)
        elif source == "-":
            yield from map(log.decode, _text(sys.stdin.buffer))
        else:
            try:
                with open(source, "rb") as file:
                    yield from map(log.decode, _text(file))
            except OSError as error:
                raise UsageError(f"ot decode: cannot read '{source}': {error.strerror}") from None


def _unusable(source):
    """Why a source cannot be read, or None. A pipe of the shell is as good as a file."""
    try:
        kind = os.stat(source).st_mode
    except OSError:
        return "is neither a frame (8 hex digits) nor a file"
    return "is a folder" if stat.S_ISDIR(kind) else None


def _text(file):
    """Lines of a file of bytes; a byte that is no text becomes a mark."""
    for line in file:
        yield line.decode("utf-8", "replace")


def _say(text):
    """One line, what the terminal cannot write a mark. At once: a log may still be growing, and a reader that has gone
    must be noticed here, where it is no error, and not at the interpreter's end."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding), flush=True)
