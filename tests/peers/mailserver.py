"""A real mail server of our own: Dovecot and Postfix on loopback, configured in a temporary folder, gone when the test is done.

Mail for the brand's domain lands in Dovecot by LMTP; everything else leaves to a sink in this process, so that a test sees what
left. Never touches the machine's own mail services and ends only the processes that it started. Needs root and Debian's packages
`dovecot-imapd dovecot-lmtpd postfix`; `why_not()` says what is missing.

    with MailServer(domain="brightside.example") as server:
        server.deliver(raw, to="support@brightside.example")
        settings = server.mailbox("support").settings()
"""

import grp
import imaplib
import os
import pwd
import shutil
import signal
import smtplib
import socket
import socketserver
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

PASSWORD = "only-on-loopback"
_MASTER = Path("/usr/lib/postfix/sbin/master")
_POSTFIX_FOLDERS = ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace")


def why_not() -> str:
    """Why no server can be started here, or ''."""
    if shutil.which("dovecot") is None or not _MASTER.exists():
        return "Dovecot and Postfix are not installed: run tools/system-packages."
    return "" if os.geteuid() == 0 else "Postfix wants root to start."


@dataclass(frozen=True)
class Left:
    """One mail that left to an outside address, as the sink took it. An empty sender is the null sender."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes


class Sink:
    """An SMTP server that keeps what it is given. `nobody…@` is refused for good (550), `later…@` for now (451)."""

    def __init__(self) -> None:
        self.mails: list[Left] = []
        self.arrived = threading.Condition()
        self._server = _Threads(("127.0.0.1", 0), _Session)
        self._server.sink = self
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def take(self, mail: Left) -> None:
        with self.arrived:
            self.mails.append(mail)
            self.arrived.notify_all()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Threads(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    sink: Sink


class _Session(socketserver.StreamRequestHandler):
    timeout: ClassVar[float] = 300.0
    server: _Threads

    def handle(self) -> None:
        sender, recipients = "", []
        self._say("220 sink ready")
        while line := self.rfile.readline().decode("latin-1").strip():
            verb, _, rest = line.partition(" ")
            address = rest.partition("<")[2].partition(">")[0]
            match verb.upper():
                case "EHLO" | "HELO":
                    self._say("250 sink")
                case "MAIL":
                    sender, recipients = address, []
                    self._say("250 2.1.0 Ok")
                case "RCPT":
                    recipients += [address] if self._takes(address) else []
                case "DATA":
                    self._say("354 go on")
                    self.server.sink.take(Left(sender, tuple(recipients), self._data()))
                    self._say("250 2.0.0 Ok: taken")
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 Ok")

    def _takes(self, address: str) -> bool:
        if address.startswith("nobody"):
            self._say(f"550 5.1.1 <{address}>: there is nobody of that name here")
        elif address.startswith("later"):
            self._say("451 4.3.0 come back later")
        else:
            self._say("250 2.1.5 Ok")
            return True
        return False

    def _data(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class Mailbox:
    """One mailbox in Dovecot, looked at from outside the product."""

    def __init__(self, server: "MailServer", user: str) -> None:
        self.server = server
        self.address = user if "@" in user else f"{user}@{server.domain}"

    def settings(self) -> dict[str, str]:
        """The settings of an e-mail channel on this mailbox."""
        return {
            "imap_host": "127.0.0.1",
            "imap_port": str(self.server.imap_port),
            "imap_tls": "none",
            "imap_user": self.address,
            "imap_password": PASSWORD,
            "smtp_host": "127.0.0.1",
            "smtp_port": str(self.server.smtp_port),
            "smtp_tls": "none",
        }

    def mails(self) -> list[bytes]:
        """Every mail in the inbox, unmarked."""
        with self.connected() as imap:
            imap.select("INBOX", readonly=True)
            numbers = imap.search(None, "ALL")[1][0].split()
            return [imap.fetch(number.decode(), "(BODY.PEEK[])")[1][0][1] for number in numbers]

    def flags(self) -> list[tuple[bytes, ...]]:
        """The flags of every mail but \\Recent, which is the server's own, to see that nobody marked one."""
        with self.connected() as imap:
            imap.select("INBOX", readonly=True)
            numbers = imap.search(None, "ALL")[1][0].split()
            told = [imaplib.ParseFlags(imap.fetch(number.decode(), "(FLAGS)")[1][0]) for number in numbers]
            return [tuple(flag for flag in flags if flag != b"\\Recent") for flags in told]

    def append(self, raw: bytes, folder: str = "INBOX") -> None:
        """Puts a mail there without SMTP."""
        with self.connected() as imap:
            imap.create(folder)
            imap.append(folder, None, None, raw)

    def number_anew(self) -> None:
        """Gives the inbox another UIDVALIDITY, as a restored backup does."""
        with self.connected() as imap:
            imap.select("INBOX", readonly=True)
            before = int(imap.response("UIDVALIDITY")[1][0])
        update = ["mailbox", "update", "-u", self.address, "--uid-validity", str(before + 1), "INBOX"]
        subprocess.run(["doveadm", "-c", str(self.server.folder / "dovecot.conf"), *update], check=True, capture_output=True)

    def wait_for(self, count: int, *, seconds: float = 90) -> list[bytes]:
        """The mails, as soon as there are this many."""
        wait_until(lambda: self._count() >= count, seconds=seconds, what=f"{count} mails for {self.address}")
        return self.mails()

    def connected(self) -> imaplib.IMAP4:
        imap = imaplib.IMAP4("127.0.0.1", self.server.imap_port, timeout=20)
        imap.login(self.address, PASSWORD)
        return imap

    def _folder(self) -> Path:
        return self.server.folder / "mail" / self.address

    def _count(self) -> int:
        return sum(len(list((self._folder() / place).glob("*"))) for place in ("new", "cur"))


class MailServer:
    """Starts in about two seconds; `domain` (or several) is the brand's."""

    def __init__(self, domain: str = "brightside.example", *others: str) -> None:
        self.domain, self.domains = domain, (domain, *others)
        self.folder = Path(tempfile.mkdtemp(prefix="mg-mail-", dir="/tmp"))
        self.smtp_port, self.imap_port, self._lmtp_port = _free_ports(3)
        self.sink = Sink()
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        try:
            self.folder.chmod(0o755)
            self._write_dovecot()
            self._write_postfix()
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def start(self) -> None:
        """Starts both servers; again after `stop`, with the mail kept."""
        quiet = {
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
            "start_new_session": True,
        }
        self._processes = [
            subprocess.Popen(["dovecot", "-F", "-c", str(self.folder / "dovecot.conf")], **quiet),
            subprocess.Popen([str(_MASTER), "-c", str(self.folder / "postfix")], **quiet),
        ]
        wait_until(
            lambda: all(map(_answers, (self.imap_port, self.smtp_port, self._lmtp_port))), seconds=60, what="the mail server"
        )

    def stop(self) -> None:
        """Ends both servers; the mail stays."""
        for process in self._processes:
            process.send_signal(signal.SIGTERM)
        for process in self._processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait(5)
        self._processes = []

    def close(self) -> None:
        self.stop()
        self.sink.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def mailbox(self, user: str) -> Mailbox:
        return Mailbox(self, user)

    def sent(self) -> list[Left]:
        """The mails that left to outside addresses, in the order in which they left."""
        with self.sink.arrived:
            return list(self.sink.mails)

    def wait_for_sent(self, count: int, *, seconds: float = 90) -> list[Left]:
        with self.sink.arrived:
            if not self.sink.arrived.wait_for(lambda: len(self.sink.mails) >= count, seconds):
                raise TimeoutError(f"{len(self.sink.mails)} of {count} mails left within {seconds} s.\n{self.log()}")
            return list(self.sink.mails)

    def deliver(self, raw: bytes, to: str, *, sender: str = "tom.arden@example.org") -> None:
        """Hands a mail to Postfix, as the world would. Returns when it was accepted."""
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=30) as smtp:
            smtp.sendmail(sender, [to], raw)

    def log(self) -> str:
        """The last lines of both logs, for a test that failed."""
        logs = [self.folder / "dovecot.log", self.folder / "postfix.log"]
        return "\n".join("\n".join(log.read_text(errors="replace").splitlines()[-20:]) for log in logs if log.exists())

    def _write_dovecot(self) -> None:
        mail = self.folder / "mail"
        mail.mkdir()
        nobody = pwd.getpwnam("nobody")
        os.chown(mail, nobody.pw_uid, nobody.pw_gid)
        group = grp.getgrgid(nobody.pw_gid).gr_name
        (self.folder / "dovecot.conf").write_text(f"""
base_dir = {self.folder}/run
state_dir = {self.folder}/state
log_path = {self.folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{mail}/%u
mail_uid = nobody
mail_gid = {group}
first_valid_uid = 1
first_valid_gid = 1
mail_max_userip_connections = 100
recipient_delimiter = +
lmtp_save_to_detail_mailbox = no
lmtp_hdr_delivery_address = original
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid=nobody gid={group} home={mail}/%u allow_all_users=yes
}}
service imap-login {{
  inet_listener imap {{
    address = 127.0.0.1
    port = {self.imap_port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {self._lmtp_port}
  }}
}}
service stats {{
  client_limit = 1000
}}
""")

    def _write_postfix(self) -> None:
        conf, spool, data = self.folder / "postfix", self.folder / "spool", self.folder / "data"
        owner, drop = pwd.getpwnam("postfix"), grp.getgrnam("postdrop").gr_gid
        for place in (
            conf,
            spool,
            spool / "pid",
            data,
            spool / "maildrop",
            spool / "public",
            *(spool / name for name in _POSTFIX_FOLDERS),
        ):
            place.mkdir()
        for place in (data, spool / "maildrop", spool / "public", *(spool / name for name in _POSTFIX_FOLDERS)):
            os.chown(place, owner.pw_uid, -1)
            place.chmod(0o700)
        os.chown(spool / "maildrop", owner.pw_uid, drop)
        (spool / "maildrop").chmod(0o1730)
        os.chown(spool / "public", owner.pw_uid, drop)
        (spool / "public").chmod(0o710)
        (conf / "main.cf").write_text(f"""
compatibility_level = 3.7
queue_directory = {spool}
data_directory = {data}
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = mail.{self.domain}
mydestination =
local_recipient_maps =
alias_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_client_connection_count_limit = 0
virtual_mailbox_domains = {", ".join(self.domains)}
virtual_transport = lmtp:inet:127.0.0.1:{self._lmtp_port}
lmtp_destination_recipient_limit = 1
recipient_delimiter = +
relayhost = [127.0.0.1]:{self.sink.port}
disable_dns_lookups = yes
smtp_host_lookup = native
smtputf8_enable = no
smtp_tls_security_level = none
message_size_limit = 60000000
mailbox_size_limit = 0
virtual_mailbox_limit = 0
queue_run_delay = 2s
minimal_backoff_time = 2s
maximal_backoff_time = 4s
maillog_file = {self.folder}/postfix.log
maillog_file_prefixes = {self.folder}
""")
        services = [
            f"127.0.0.1:{self.smtp_port} inet n - n - - smtpd",
            "pickup unix n - n 60 1 pickup",
            "cleanup unix n - n - 0 cleanup",
            "qmgr unix n - n 300 1 qmgr",
            "rewrite unix - - n - - trivial-rewrite",
            "bounce unix - - n - 0 bounce",
            "defer unix - - n - 0 bounce",
            "trace unix - - n - 0 bounce",
            "verify unix - - n - 1 verify",
            "flush unix n - n 1000? 0 flush",
            "proxymap unix - - n - - proxymap",
            "smtp unix - - n - - smtp",
            "relay unix - - n - - smtp",
            "showq unix n - n - - showq",
            "error unix - - n - - error",
            "retry unix - - n - - error",
            "discard unix - - n - - discard",
            "local unix - n n - - local",
            "virtual unix - n n - - virtual",
            "lmtp unix - - n - - lmtp",
            "anvil unix - - n - 1 anvil",
            "scache unix - - n - 1 scache",
            "postlog unix-dgram n - n - 1 postlogd",
        ]
        (conf / "master.cf").write_text("\n".join(services) + "\n")


def wait_until(condition: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Returns as soon as the condition holds. TimeoutError names what was waited for."""
    pause, until = threading.Event(), time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError(f"Waited {seconds} s for {what}.")
        pause.wait(0.03)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.settimeout(2)
            return connection.recv(4) != b""
    except OSError:
        return False


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports: list[int] = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports
