# A reward in a process of its own, for models that do not fit into TorchScript. Needs nothing but Python.
#
#   python3 reward_server.py 8000
#   tempera-run score --reward detail=http://127.0.0.1:8000/score --prompt "a cat" picture.png
import base64
import json
import struct
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def score(png, prompt):
    """How much there is to see: bytes of the PNG for each pixel. Put your model here, e.g. a vision-language model
    that is asked how well the picture shows the prompt; Pillow opens the picture with Image.open(io.BytesIO(png))."""
    width, height = struct.unpack(">II", png[16:24])
    return len(png) / (width * height)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        try:
            question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            pictures = [base64.b64decode(image) for image in question["images"]]
            status, answer = 200, {"scores": [score(png, prompt) for png, prompt in zip(pictures, question["prompts"])]}
        except Exception as error:
            status, answer = 500, {"error": str(error)}
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
    print("listening at port", server.server_port, flush=True)
    server.serve_forever()
