"""A brand and what belongs to it: its people, accounts, switches, duty, and the subscribers of its events."""

from functions.api.accounts.routes import AccountUseCases
from functions.api.accounts.use_cases import ListAccounts
from functions.api.agents.routes import AgentUseCases
from functions.api.agents.use_cases import ListAgents
from functions.api.automatic_answers.routes import AutomaticAnswersUseCases
from functions.api.automatic_answers.use_cases import ReadSwitches, SetSwitch
from functions.api.brands.routes import BrandUseCases
from functions.api.brands.use_cases import ListBrands
from functions.api.http.access import ChooseBrand
from functions.api.on_call.routes import OnCallUseCases
from functions.api.on_call.use_cases import ReadOnCall
from functions.api.webhooks.routes import WebhookUseCases
from functions.api.wiring.ports import ApiPorts


def brands(ports: ApiPorts) -> BrandUseCases:
    return BrandUseCases(
        choose_brand=ChooseBrand(brands=ports.brands),
        list_brands=ListBrands(brands=ports.brands),
        policies=ports.policies,
        deadline_moves=ports.deadline_moves,
    )


def agents(ports: ApiPorts) -> AgentUseCases:
    return AgentUseCases(
        choose_brand=ChooseBrand(brands=ports.brands), list_agents=ListAgents(agents=ports.agents, brands=ports.brands)
    )


def accounts(ports: ApiPorts) -> AccountUseCases:
    return AccountUseCases(
        choose_brand=ChooseBrand(brands=ports.brands),
        list_accounts=ListAccounts(
            brands=ports.brands,
            health=ports.account_health,
            states=ports.accounts,
            cursors=ports.cursors,
            polled=ports.polled_sources,
            policies=ports.policies,
        ),
    )


def automatic_answers(ports: ApiPorts) -> AutomaticAnswersUseCases:
    return AutomaticAnswersUseCases(
        choose_brand=ChooseBrand(brands=ports.brands),
        read_switches=ReadSwitches(brands=ports.brands, switches=ports.switches),
        set_switch=SetSwitch(brands=ports.brands, switches=ports.switches),
    )


def on_call(ports: ApiPorts) -> OnCallUseCases:
    return OnCallUseCases(
        choose_brand=ChooseBrand(brands=ports.brands),
        read_on_call=ReadOnCall(brands=ports.brands, overrides=ports.overrides, clock=ports.clock),
    )


def webhooks(ports: ApiPorts) -> WebhookUseCases:
    return WebhookUseCases(choose_brand=ChooseBrand(brands=ports.brands), webhooks=ports.webhooks, clock=ports.clock)
