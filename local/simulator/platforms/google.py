"""What Google's interfaces have in common: tokens, and the form of their errors."""

from local.simulator.exchange import Answer, Request, refused


def access_token(request: Request) -> Answer:
    refresh_token = request.text("refresh_token")
    if refused(refresh_token):
        error = {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
        return Answer(status=400, body=error)
    token = {"access_token": f"access-{refresh_token}", "expires_in": 3599, "token_type": "Bearer"}
    return Answer(body=token)


def is_refused(request: Request) -> bool:
    return refused(request.token.removeprefix("access-")) or not request.token.startswith("access-")


def problem(code: int, status: str, message: str) -> Answer:
    return Answer(status=code, body={"error": {"code": code, "message": message, "status": status}})
