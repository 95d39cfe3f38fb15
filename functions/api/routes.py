"""Every operation of the API, feature by feature."""

from functions.api.about.routes import router as about
from functions.api.accounts.routes import router as accounts
from functions.api.agents.routes import router as agents
from functions.api.attachments.routes import router as attachments
from functions.api.automatic_answers.routes import router as automatic_answers
from functions.api.board.routes import router as board
from functions.api.brands.routes import router as brands
from functions.api.bulk.routes import router as bulk
from functions.api.counts.routes import router as counts
from functions.api.customers.routes import router as customers
from functions.api.incidents.routes import router as incidents
from functions.api.messages.routes import router as messages
from functions.api.notes.routes import router as notes
from functions.api.on_call.routes import router as on_call
from functions.api.presence.routes import router as presence
from functions.api.proposals.routes import router as proposals
from functions.api.replies.routes import router as replies
from functions.api.reports.routes import router as reports
from functions.api.saved_replies.routes import router as saved_replies
from functions.api.tickets.routes import router as tickets
from functions.api.uploads.routes import router as uploads
from functions.api.views.routes import router as views
from functions.api.webhooks.routes import router as webhooks

OPERATIONS = (
    *tickets,
    *attachments,
    *messages,
    *notes,
    *presence,
    *replies,
    *proposals,
    *uploads,
    *bulk,
    *board,
    *counts,
    *saved_replies,
    *views,
    *customers,
    *incidents,
    *reports,
    *brands,
    *agents,
    *accounts,
    *automatic_answers,
    *on_call,
    *webhooks,
    *about,
)
