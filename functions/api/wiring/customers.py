"""Customers: reading, linking, exporting and erasing them."""

from functions.api.customers.automatic_texts import SwitchAutomaticTexts
from functions.api.customers.erasure import EraseCustomer
from functions.api.customers.export import ExportCustomer
from functions.api.customers.linking import LinkCustomers
from functions.api.customers.routes import CustomerUseCases
from functions.api.customers.use_cases import FindPerson, ReadCustomer
from functions.api.message_resource import ReadConversations
from functions.api.wiring.ports import ApiPorts


def customers(ports: ApiPorts) -> CustomerUseCases:
    find_person = FindPerson(customers=ports.customers)
    return CustomerUseCases(
        automatic_texts=SwitchAutomaticTexts(
            customers=ports.customers,
            brands=ports.brands,
            settings=ports.automatic_texts,
            history=ports.history,
            clock=ports.clock,
        ),
        read_customer=ReadCustomer(find_person=find_person, tickets=ports.tickets),
        link_customers=LinkCustomers(find_person=find_person, customers=ports.customers, clock=ports.clock),
        export_customer=ExportCustomer(
            find_person=find_person,
            tickets=ports.tickets,
            conversations=ReadConversations(messages=ports.messages, texts=ports.texts),
            notes=ports.notes,
            history=ports.history,
            proposals=ports.proposals,
            clock=ports.clock,
        ),
        erase_customer=EraseCustomer(
            customers=ports.customers,
            tickets=ports.tickets,
            messages=ports.messages,
            conversations=ports.conversations,
            history=ports.history,
            replies=ports.replies,
            automatic_messages=ports.automatic_messages,
            proposals=ports.proposals,
            automatic_texts=ports.automatic_texts,
            incidents=ports.incidents,
            notes=ports.notes,
            texts=ports.texts,
            media=ports.media,
            log=ports.erasure_log,
            clock=ports.clock,
        ),
    )
