"""A video as Chromium's camera: a loop of pictures, 640 × 480, 25 a second."""

import subprocess
from pathlib import Path

from tests.machine import MEDIA

FILTER = "crop=ih*4/3:ih,scale=640:480,fps=25,format=yuv420p"


def clip(name: str) -> Path:
    """One of the shared videos."""
    return MEDIA / f"{name}.mp4"


def film(video: Path, folder: Path) -> Path:
    """The video as a film that Chromium's fake camera plays round and round."""
    pictures = folder / f"{video.stem}.mjpeg"
    if not pictures.exists():
        command = ["ffmpeg", "-v", "error", "-i", str(video), "-vf", FILTER, "-an"]
        subprocess.run([*command, "-c:v", "mjpeg", "-q:v", "2", str(pictures)], check=True)
    return pictures


def flags(pictures: Path) -> list[str]:
    """What Chromium is started with to have this camera."""
    return [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={pictures}",
    ]
