"""Every operation of the API, feature by feature."""

from functions.api.about.routes import router as about
from functions.api.agents.routes import router as agents
from functions.api.attachments.routes import router as attachments
from functions.api.board.routes import router as board
from functions.api.brands.routes import router as brands
from functions.api.bulk.routes import router as bulk
from functions.api.customers.routes import router as customers
from functions.api.incidents.routes import router as incidents
from functions.api.messages.routes import router as messages
from functions.api.notes.routes import router as notes
from functions.api.on_call.routes import router as on_call
from functions.api.presence.routes import router as presence
from functions.api.replies.routes import router as replies
from functions.api.reports.routes import router as reports
from functions.api.saved_replies.routes import router as saved_replies
from functions.api.tickets.routes import router as tickets
from functions.api.uploads.routes import router as uploads
from functions.api.views.routes import router as views

OPERATIONS = (
    *tickets,
    *attachments,
    *messages,
    *notes,
    *presence,
    *replies,
    *uploads,
    *bulk,
    *board,
    *saved_replies,
    *views,
    *customers,
    *incidents,
    *reports,
    *brands,
    *agents,
    *on_call,
    *about,
)
