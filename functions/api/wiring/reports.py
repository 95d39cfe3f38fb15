"""Reports."""

from functions.api.http.access import ChooseBrand
from functions.api.reports.routes import ReportUseCases
from functions.api.reports.use_cases import HowFarCounted, ReportKinds, ReportListening, ReportService, ReportTopics
from functions.api.wiring.ports import ApiPorts


def reports(ports: ApiPorts) -> ReportUseCases:
    return ReportUseCases(
        choose_brand=ChooseBrand(brands=ports.brands),
        report_listening=ReportListening(figures=ports.figures, brands=ports.brands),
        report_service=ReportService(figures=ports.figures, agents=ports.agents),
        report_kinds=ReportKinds(figures=ports.figures),
        report_topics=ReportTopics(figures=ports.figures),
        how_far_counted=HowFarCounted(figures=ports.figures, clock=ports.clock),
        clock=ports.clock,
    )
