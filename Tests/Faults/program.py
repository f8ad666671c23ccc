"""Runs the built program and measures what becomes of it."""

import os
import resource
import select
import shutil
import signal
import subprocess
import tempfile

# What an end may be: done, usage, data, no input, input/output, temporary. 70 would be a bug.
SENSIBLE = {0, 64, 65, 66, 74, 75}


def bound_memory(gigabytes=16):
    """So that a request without bounds ends the program and not the machine."""
    resource.setrlimit(resource.RLIMIT_AS, (gigabytes << 30, gigabytes << 30))


class Outcome:
    def __init__(self, code, peak, hung, messages):
        self.code, self.peak, self.hung, self.messages = code, peak, hung, messages

    @property
    def signal(self):
        return -self.code if self.code < 0 else None

    def __str__(self):
        if self.hung:
            return "hang"
        if self.code < 0:
            return signal.Signals(-self.code).name
        return str(self.code)


def run(arguments, folder, environment=None, seconds=10):
    """Runs to the end, or kills what does not end within the time.

    The peak memory is the largest of the program's and of its helpers', in bytes; at least what this
    process itself had when it started them, which the system counts in.
    """
    with tempfile.TemporaryFile() as messages:
        process = subprocess.Popen(
            arguments, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=messages, start_new_session=True)
        handle = os.pidfd_open(process.pid)
        waiting = select.poll()
        waiting.register(handle, select.POLLIN)
        hung = not waiting.poll(seconds * 1000)
        if hung:
            os.killpg(process.pid, signal.SIGKILL)
        os.close(handle)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        messages.seek(0)
        text = messages.read(100_000).decode(errors="replace")
    return Outcome(process.returncode, usage.ru_maxrss * 1024, hung, text)


def contents(folder):
    """Every file below the folder and its bytes; None for what is no file."""
    found = {}
    for place, folders, names in os.walk(folder):
        for name in names + folders:
            path = os.path.join(place, name)
            key = os.path.relpath(path, folder)
            if os.path.islink(path) or not os.path.isfile(path):
                found[key] = None
            else:
                with open(path, "rb") as file:
                    found[key] = file.read()
    return found


def marks(folder):
    """What tells that a file is another or was written to, without reading it."""
    found = {}
    for place, folders, names in os.walk(folder):
        for name in names + folders:
            state = os.lstat(os.path.join(place, name))
            key = os.path.relpath(os.path.join(place, name), folder)
            is_folder = name in folders
            found[key] = (state.st_ino, state.st_mode, is_folder or state.st_size,
                          is_folder or state.st_mtime_ns)
    return found


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    return folder
