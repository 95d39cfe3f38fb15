"""Lists as a whole: their counts, those that a caller has saved, and the supervisor's board."""

from functions.api.board.routes import BoardUseCases
from functions.api.board.use_cases import ReadBoard
from functions.api.counts.open_tickets import OpenTickets
from functions.api.counts.routes import CountUseCases
from functions.api.counts.use_cases import CountLists, ResolvedToday
from functions.api.http.access import ChooseBrand
from functions.api.tickets.finding import FindTickets
from functions.api.tickets.incidents import WithSuspicions
from functions.api.views.routes import ViewUseCases
from functions.api.wiring.ports import ApiPorts


def board(ports: ApiPorts) -> BoardUseCases:
    return BoardUseCases(
        choose_brand=ChooseBrand(brands=ports.brands),
        read_board=ReadBoard(
            tickets=ports.tickets,
            agents=ports.agents,
            brands=ports.brands,
            incidents=ports.incidents,
            switches=ports.switches,
            unhandled=ports.unhandled,
            clock=ports.clock,
        ),
    )


def counts(ports: ApiPorts) -> CountUseCases:
    return CountUseCases(
        choose_brand=ChooseBrand(brands=ports.brands),
        count_lists=CountLists(
            tickets=ports.tickets,
            open_tickets=OpenTickets(tickets=ports.tickets, clock=ports.clock),
            resolved_today=ResolvedToday(tickets=ports.tickets, clock=ports.clock),
            find_tickets=FindTickets(
                tickets=ports.tickets, messages=ports.messages, references=ports.messages, brands=ports.brands
            ),
            with_suspicions=WithSuspicions(incidents=ports.incidents),
            brands=ports.brands,
            incidents=ports.incidents,
            clock=ports.clock,
        ),
        saved_views=ports.saved_views,
    )


def views(ports: ApiPorts) -> ViewUseCases:
    return ViewUseCases(saved_views=ports.saved_views, clock=ports.clock)
